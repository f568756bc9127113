/** Mentions of colleagues while a note is written. */

export interface MentionQuery {
  /** Where the `@` stands. */
  from: number
  words: string
}

/** The mention being typed at the caret; an `@` inside a word (an address) is none. */
export function mentionAt(text: string, caret: number): MentionQuery | null {
  const before = text.slice(0, caret)
  const from = before.lastIndexOf('@')
  if (from < 0 || /[\w.]/.test(before[from - 1] ?? '')) return null
  const words = before.slice(from + 1)
  return /\s/.test(words) || words.length > 20 ? null : { from, words }
}

export function insertMention(text: string, caret: number, query: MentionQuery, name: string) {
  const inserted = `@${name} `
  return {
    text: text.slice(0, query.from) + inserted + text.slice(caret),
    caret: query.from + inserted.length,
  }
}
