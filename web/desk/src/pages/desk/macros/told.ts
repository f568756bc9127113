/** What a run came to, as it is said in a toast. Pure. */
import type { MacroRun } from '@/app/macros'

export interface Told {
  /** The kinds of what was done, each once. */
  done: string[]
  /** The first that failed, from 1, and why; null where none did. */
  failed: { number: number; code: string } | null
}

export function told({ steps, items }: Pick<MacroRun, 'steps' | 'items'>): Told {
  const done = steps.filter((_, at) => items[at]?.state === 'done').map((step) => step.do)
  const at = items.findIndex(({ state }) => state === 'failed')
  return {
    done: [...new Set(done)],
    failed: at < 0 ? null : { number: at + 1, code: items[at]!.code ?? 'refused' },
  }
}

/** Whether the conversation left the desk of whoever ran it: what is next may be opened. */
export const leaves = ({ steps, items }: Pick<MacroRun, 'steps' | 'items'>): boolean =>
  steps.some(
    (step, at) =>
      items[at]?.state === 'done' &&
      (step.do === 'solve' || step.do === 'snooze' || (step.do === 'assign' && step.to !== 'me')),
  )

/** What could not be taken back, each once. */
export const kept = (run: Pick<MacroRun, 'undone'>) =>
  (run.undone ?? []).filter(({ code }) => code !== null && code !== undefined)
