/** What a reply made of the answers that were suggested for it. Pure. */
import type { Suggestion, SuggestionOutcome } from '@zhanggui/api/gen'

export type Suggested = Pick<Suggestion, 'entry_id' | 'text'>

export interface Told {
  entry_id: string
  outcome: SuggestionOutcome
}

/** Of answers that come from an entry; a size chart is not counted. */
export function outcomes(
  shown: readonly Suggested[],
  taken: Suggested | null,
  text: string,
): Told[] {
  const known = taken && !shown.some(({ entry_id }) => entry_id === taken.entry_id)
  const all = known ? [...shown, taken] : shown
  return all.flatMap(({ entry_id, text: suggested }): Told[] => {
    if (!entry_id) return []
    // Written by hand in the same words it helped all the same.
    if (suggested.trim() === text.trim()) return [{ entry_id, outcome: 'taken' }]
    return [{ entry_id, outcome: entry_id === taken?.entry_id ? 'edited' : 'ignored' }]
  })
}
