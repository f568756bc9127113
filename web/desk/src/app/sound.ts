/** Soft tones made on the spot: no file to load. Each kind of news has its own. */
import type { Sound } from './preferences'

let context: AudioContext | undefined

/** When each tone begins, in seconds, and its pitch. */
const TONES: Record<Sound, readonly (readonly [number, number])[]> = {
  message: [
    [0, 660],
    [0.11, 880],
  ],
  late: [
    [0, 880],
    [0.16, 880],
    [0.32, 990],
  ],
  mine: [
    [0, 520],
    [0.11, 780],
  ],
  mention: [[0, 780]],
}

export function chime(kind: Sound = 'message') {
  try {
    context ??= new AudioContext()
    const start = context.currentTime
    for (const [at, pitch] of TONES[kind]) {
      const tone = context.createOscillator()
      const volume = context.createGain()
      tone.frequency.value = pitch
      volume.gain.setValueAtTime(0, start + at)
      volume.gain.linearRampToValueAtTime(0.08, start + at + 0.015)
      volume.gain.exponentialRampToValueAtTime(0.0001, start + at + 0.28)
      tone.connect(volume).connect(context.destination)
      tone.start(start + at)
      tone.stop(start + at + 0.3)
    }
  } catch {
    // A browser that makes no sound before the first click stays silent.
  }
}
