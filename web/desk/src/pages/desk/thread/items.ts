/** Turns messages into the lines a thread shows: day and episode separators, groups of one speaker, event lines. */
import type { Message } from '@/live/model'

const GROUP_MS = 3 * 60_000
/** A pause this long starts a new episode even when nobody closed the conversation. */
const EPISODE_MS = 6 * 3_600_000

export type ThreadItem =
  | { type: 'day'; key: string; at: string }
  | { type: 'episode'; key: string; at: string }
  | { type: 'unread'; key: string }
  | { type: 'event'; key: string; message: Message }
  | { type: 'message'; key: string; message: Message; first: boolean; last: boolean }

const dayOf = (at: string) => new Date(at).toDateString()
const speaker = (message: Message) =>
  `${message.author}/${message.staff_id ?? ''}/${message.kind === 'note'}/${message.inbox_id ?? ''}`
const gap = (a: Message, b: Message) => Date.parse(b.created_at) - Date.parse(a.created_at)
const closes = (message: Message) => message.event?.name === 'solved'

export interface Reading {
  /** The last message I had read when I opened the thread; null draws no line. */
  unreadAfter?: number | null
  /** Earlier messages exist: which day the first one continues is not known yet. */
  hasOlder?: boolean
}

export function threadItems(
  messages: readonly Message[],
  { unreadAfter = null, hasOlder = false }: Reading = {},
): ThreadItem[] {
  const items: ThreadItem[] = []
  let previous: Message | undefined
  let closed = false
  // Where unread messages begin is not known while the first of them may be in the history above.
  let lineDrawn = unreadAfter === null || (hasOlder && (messages[0]?.seq ?? 0) > unreadAfter)
  for (const message of messages) {
    const newDay = previous ? dayOf(previous.created_at) !== dayOf(message.created_at) : !hasOlder
    if (newDay) items.push({ type: 'day', key: `day-${message.seq}`, at: message.created_at })
    else if (previous && (closed || gap(previous, message) >= EPISODE_MS)) {
      items.push({ type: 'episode', key: `episode-${message.seq}`, at: message.created_at })
    }
    closed = closes(message)
    if (!lineDrawn && message.seq > unreadAfter! && message.author === 'customer') {
      items.push({ type: 'unread', key: 'unread' })
      lineDrawn = true
    }
    if (message.kind === 'event') {
      items.push({ type: 'event', key: message.id, message })
    } else {
      const before = items.at(-1)
      const joins =
        before?.type === 'message' &&
        speaker(before.message) === speaker(message) &&
        gap(before.message, message) < GROUP_MS
      if (joins) before.last = false
      items.push({ type: 'message', key: message.id, message, first: !joins, last: true })
    }
    previous = message
  }
  return items
}

/** Whether the new items are the old ones with history put before them. */
export function prepends(before: readonly ThreadItem[], now: readonly ThreadItem[]): boolean {
  const first = before[0]?.key
  if (first === undefined || now.length <= before.length || now[0]?.key === first) return false
  return now.some((item) => item.key === first)
}
