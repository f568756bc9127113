/** An answer as it is offered for copying. Pure. */
import type { Answer, AskHit } from '@/app/knowledge'
import { answerOf } from '@/pages/knowledge/state/content'

export interface Offer {
  entryId: string
  title: string
  score: number
  /** What fits this situation; null where nothing does. */
  answer: Answer | null
  /** Which of its wordings is shown. */
  variant: number
  /** What is copied: the wording, and where its cards lead. Empty where an answer is files alone. */
  words: string
}

/** After the last wording the first one comes again. */
export function offerOf(hit: AskHit, turn = 0): Offer {
  const answer = hit.answer ? answerOf(hit.answer) : null
  const variants = answer?.content ?? []
  const variant = variants.length ? turn % variants.length : 0
  const links = (answer?.cards ?? []).flatMap(({ title, url }) => (url ? [`${title} ${url}`] : []))
  return {
    entryId: hit.entry_id,
    title: hit.title,
    score: hit.score,
    answer,
    variant,
    words: [variants[variant] ?? '', ...links].filter(Boolean).join('\n'),
  }
}
