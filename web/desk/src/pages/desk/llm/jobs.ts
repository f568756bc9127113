/** What the language model can be asked for while one writes. Pure. */
import type { Ability, Wish } from '@/live/llm'

export type Job =
  | 'draft'
  | 'friendlier'
  | 'shorter'
  | 'more_formal'
  | 'translate'
  | 'summary'
  | 'classify'

/** In the order of the menu; behind ⌥1–3, which take a suggestion. */
const JOBS: { job: Job; ability: Ability; digit: number }[] = [
  { job: 'draft', ability: 'draft', digit: 4 },
  { job: 'friendlier', ability: 'rewrite', digit: 5 },
  { job: 'shorter', ability: 'rewrite', digit: 6 },
  { job: 'more_formal', ability: 'rewrite', digit: 7 },
  { job: 'translate', ability: 'translate', digit: 8 },
  { job: 'summary', ability: 'summary', digit: 9 },
  { job: 'classify', ability: 'classify', digit: 0 },
]

export interface Offer {
  job: Job
  keys: string
  /** There is nothing yet that it could work on. */
  idle: boolean
}

/** What a shop's model offers where one writes a reply, or a note. */
export function offers(
  abilities: readonly Ability[],
  { note, text }: { note: boolean; text: string },
): Offer[] {
  return JOBS.filter(({ ability }) => abilities.includes(ability))
    .filter(({ job }) => !note || isAboutAll(job))
    .map(({ job, digit }) => ({ job, keys: `⌥${digit}`, idle: needsText(job) && !text.trim() }))
}

/** Whether it works on the conversation, whatever is being written. */
const isAboutAll = (job: Job) => job === 'summary' || job === 'classify'
const needsText = (job: Job) => job !== 'draft' && !isAboutAll(job)

/** The job of a key, by its place: with ⌥ held a Mac types another character. */
export function jobOf(press: {
  code: string
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
}): Job | null {
  if (!press.altKey || press.ctrlKey || press.metaKey) return null
  return JOBS.find(({ digit }) => press.code === `Digit${digit}`)?.job ?? null
}

/** What is asked of the server for it. */
export function wishOf(job: Job, text: string, locale: string): Wish {
  switch (job) {
    case 'draft':
      return { task: 'draft', ...(text.trim() && { text }) }
    case 'summary':
      return { task: 'summary', locale }
    case 'classify':
      return { task: 'classify' }
    case 'translate':
      return { task: 'translate_reply', text }
    default:
      return { task: 'rewrite', tone: job, text }
  }
}
