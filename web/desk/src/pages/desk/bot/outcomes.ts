/** What a reply made of the answers that were suggested for it. Pure. */
import type { Suggestion, SuggestionOutcome } from '@zhanggui/api/gen'

export type Suggested = Pick<Suggestion, 'entry_id' | 'past' | 'text'>

export interface Told {
  /** Where it came from: an entry, or replies of the past. */
  from: 'entry' | 'past'
  id: string
  outcome: SuggestionOutcome
}

/** Of answers that come from an entry or the past; a size chart is not counted. */
export function outcomes(
  shown: readonly Suggested[],
  taken: Suggested | null,
  text: string,
): Told[] {
  const known = taken && !shown.some((one) => idOf(one) === idOf(taken))
  const all = known ? [...shown, taken] : shown
  return all.flatMap((one): Told[] => {
    const id = idOf(one)
    if (!id) return []
    const from = one.past ? 'past' : 'entry'
    // Written by hand in the same words it helped all the same.
    if (one.text.trim() === text.trim()) return [{ from, id, outcome: 'taken' }]
    return [{ from, id, outcome: taken && id === idOf(taken) ? 'edited' : 'ignored' }]
  })
}

const idOf = ({ entry_id, past }: Suggested) => entry_id ?? past?.reply_id
