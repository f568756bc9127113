/** What is offered for copying: an entry's answer, or the advice of a size chart. Pure. */
import type { Answer, AskHit } from '@/app/knowledge'
import type { SizeAdvice } from '@zhanggui/api/gen'
import { answerOf } from '@/pages/knowledge/state/content'

export interface Offer {
  id: string
  /** Where it comes from, and where that is read whole. */
  source: 'entry' | 'chart'
  address: string
  title: string
  /** How likely it is what was asked for; advice is not guessed. */
  score: number | null
  /** What fits this situation; null where nothing does. */
  answer: Answer | null
  /** Which of its wordings is shown. */
  variant: number
  /** What is copied: the wording, and where its cards lead. Empty where an answer is files alone. */
  words: string
  /** Of a chart: what decided, by its place. */
  rules: SizeAdvice['rules']
}

/** After the last wording the first one comes again. */
export function offerOf(hit: AskHit, turn = 0): Offer {
  const answer = hit.answer ? answerOf(hit.answer) : null
  const variants = answer?.content ?? []
  const variant = variants.length ? turn % variants.length : 0
  const links = (answer?.cards ?? []).flatMap(({ title, url }) => (url ? [`${title} ${url}`] : []))
  return {
    id: hit.entry_id,
    source: 'entry',
    address: `/knowledge/${hit.entry_id}`,
    title: hit.title,
    score: hit.score,
    answer,
    variant,
    words: [variants[variant] ?? '', ...links].filter(Boolean).join('\n'),
    rules: [],
  }
}

/** Null where the words neither ask for a size nor name a measure, or no chart is for the product. */
export function sizeOffer(advice: SizeAdvice | null): Offer | null {
  const { chart, text, measures, asked, rules = [] } = advice ?? {}
  if (!chart || !text || !(asked || measures?.length)) return null
  return {
    id: chart.id,
    source: 'chart',
    address: `/knowledge/sizes/${chart.id}`,
    title: chart.name,
    score: null,
    answer: null,
    variant: 0,
    words: text,
    rules,
  }
}

/** Below this nobody means it, whatever else there is. */
const HARDLY = 0.01
export const likelyMeant = ({ score }: Offer, place: number) =>
  place === 0 || score === null || score >= HARDLY
