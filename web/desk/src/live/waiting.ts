/** How long somebody has waited, in steps that the eye can tell apart. */

/** 0 below 30 s, then one step at 30, 60 and 100 seconds. */
export type WaitStep = 0 | 1 | 2 | 3

export function waitStep(ms: number): WaitStep {
  if (ms >= 100_000) return 3
  if (ms >= 60_000) return 2
  return ms >= 30_000 ? 1 : 0
}

export type WaitUnit = 'seconds' | 'clock' | 'hours' | 'days'

/** What to show: seconds up to a minute, m:ss up to an hour, then whole hours and days. */
export function waitParts(ms: number): { unit: WaitUnit; text: string } {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return { unit: 'seconds', text: String(seconds) }
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60)
    return { unit: 'clock', text: `${minutes}:${String(seconds % 60).padStart(2, '0')}` }
  const hours = Math.floor(minutes / 60)
  return hours < 24
    ? { unit: 'hours', text: String(hours) }
    : { unit: 'days', text: String(Math.floor(hours / 24)) }
}
