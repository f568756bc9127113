/** Two soft tones made on the spot: no file to load. */
let context: AudioContext | undefined

export function chime() {
  try {
    context ??= new AudioContext()
    const start = context.currentTime
    for (const [at, pitch] of [
      [0, 660],
      [0.11, 880],
    ] as const) {
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
