/** What a reply made of the answers that were suggested for it. Pure. */
import type { Suggestion, SuggestionOutcome } from '@zhanggui/api/gen'

export type Suggested = Pick<Suggestion, 'entry_id' | 'text'>

export function outcomes(
  shown: readonly Suggested[],
  taken: Suggested | null,
  text: string,
): { entry_id: string; outcome: SuggestionOutcome }[] {
  const known = taken && !shown.some(({ entry_id }) => entry_id === taken.entry_id)
  const all = known ? [...shown, taken] : shown
  return all.map((item) => {
    // Written by hand in the same words it helped all the same.
    if (item.text.trim() === text.trim()) return { entry_id: item.entry_id, outcome: 'taken' }
    const edited = item.entry_id === taken?.entry_id
    return { entry_id: item.entry_id, outcome: edited ? 'edited' : 'ignored' }
  })
}
