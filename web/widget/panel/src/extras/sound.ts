import { keep, read } from '../kept'

const SLOT = 'zhanggui.quiet'
const NOTES = [
  { hertz: 880, at: 0 },
  { hertz: 1318.5, at: 0.09 },
]

let context: AudioContext | undefined

export const isQuiet = () => read(SLOT) === '1'
export const setQuiet = (quiet: boolean) => keep(SLOT, quiet ? '1' : undefined)

/** Two soft notes; one tab of several plays them. Browsers allow it once the buyer has touched the panel. */
export function chime(): void {
  if (isQuiet() || !navigator.userActivation?.hasBeenActive) return
  const audio = (context ??= new AudioContext())
  const play = async () => {
    for (const note of NOTES) strike(audio, note.hertz, note.at)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  if (navigator.locks) {
    void navigator.locks.request(
      'zhanggui.chime',
      { ifAvailable: true },
      async (lock) => lock && play(),
    )
  } else void play()
}

function strike(audio: AudioContext, hertz: number, after: number): void {
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  const start = audio.currentTime + after
  tone.frequency.value = hertz
  volume.gain.setValueAtTime(0.0001, start)
  volume.gain.exponentialRampToValueAtTime(0.08, start + 0.015)
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.35)
  tone.connect(volume).connect(audio.destination)
  tone.start(start)
  tone.stop(start + 0.4)
}
