/** How far somebody got, on this device: whoever comes back goes on where they were. */
import { STEPS, type Step } from './steps'

export interface Progress {
  /** Of the steps; as many as there are: at the end. */
  at: number
  skipped: Step[]
  mistakes: number
  /** While the page was open. */
  spentMs: number
}

export const fresh = (): Progress => ({ at: 0, skipped: [], mistakes: 0, spentMs: 0 })
const keyOf = (staffId: string) => `zg.tour.${staffId}`

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0

/** What cannot be, or is of another version, begins anew. */
export function read(staffId: string): Progress {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(staffId)) ?? 'null') as Progress
    const fits =
      isCount(kept?.at) &&
      kept.at < STEPS.length &&
      isCount(kept.mistakes) &&
      kept.spentMs >= 0 &&
      Array.isArray(kept.skipped)
    if (!fits) return fresh()
    return { ...kept, skipped: STEPS.filter((step) => kept.skipped.includes(step)) }
  } catch {
    return fresh()
  }
}

export function keep(staffId: string, progress: Progress | null) {
  try {
    if (progress) localStorage.setItem(keyOf(staffId), JSON.stringify(progress))
    else localStorage.removeItem(keyOf(staffId))
  } catch {
    // A browser that stores nothing begins anew.
  }
}
