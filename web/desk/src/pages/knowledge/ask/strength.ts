/** What a signal of the answer engine says, in words. Pure. */
import type { AskExplanation } from '@/app/knowledge'

const STRONG = 0.7
const SOME = 0.35
/** Below it the engine does not even ask "did you mean". */
const UNSURE = 0.3

export const strengthOf = (value: number) =>
  value >= STRONG ? 'strong' : value >= SOME ? 'some' : 'weak'

/** What was learned tells entries from each other: by itself it does not say that the question is one of theirs. */
export const soundsSureAlone = ({ learned }: AskExplanation, score: number): boolean =>
  typeof learned === 'number' && learned >= STRONG && score < UNSURE
