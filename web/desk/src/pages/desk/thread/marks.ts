/** Finds words in text without regard to case, for the search within one conversation. */
import type { Message } from '@/live/model'

export interface Run {
  text: string
  hit: boolean
}

export function markParts(text: string, words: string): Run[] {
  const needle = words.trim().toLowerCase()
  if (!needle) return [{ text, hit: false }]
  const hay = text.toLowerCase()
  // Where lower case changes the length (İ), positions would lie: show no marks rather than wrong ones.
  if (hay.length !== text.length) return [{ text, hit: false }]
  const runs: Run[] = []
  let from = 0
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, from)) {
    if (at > from) runs.push({ text: text.slice(from, at), hit: false })
    from = at + needle.length
    runs.push({ text: text.slice(at, from), hit: true })
  }
  if (from < text.length) runs.push({ text: text.slice(from), hit: false })
  return runs
}

/** The messages that hold the words, oldest first. */
export function matches(messages: readonly Message[], words: string): Message[] {
  const needle = words.trim().toLowerCase()
  if (!needle) return []
  return messages.filter((message) =>
    [message.text, message.card?.title, message.file?.name].some((field) =>
      field?.toLowerCase().includes(needle),
    ),
  )
}
