/** What stands behind a slash while a reply is looked for. */
import { firstBlank } from '../composer/blanks'

export interface Slash {
  /** Where the slash stands. */
  from: number
  words: string
}

const MAX_WORDS = 24

/** The search being typed at the caret; a slash within a word, a date or an address is none. */
export function slashAt(text: string, caret: number): Slash | null {
  const before = text.slice(0, caret)
  const from = before.lastIndexOf('/')
  if (from < 0 || /\S/.test(before[from - 1] ?? '')) return null
  const words = before.slice(from + 1)
  return /\s/.test(words) || words.length > MAX_WORDS ? null : { from, words }
}

/** Puts a reply in the place of what was typed, and says what is to be selected then. */
export function insertReply(text: string, caret: number, { from }: Slash, reply: string) {
  const next = text.slice(0, from) + reply + text.slice(caret)
  const end = from + reply.length
  const blank = firstBlank(next, from)
  const selection: [number, number] = blank && blank[1] <= end ? blank : [end, end]
  return { text: next, selection }
}
