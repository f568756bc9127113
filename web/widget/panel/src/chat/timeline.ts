/** From messages and what waits to the lines of the thread. */
import type { OutboxEntry } from '@zhanggui/api/outbox'
import type { ChatState } from './state'
import { fromShop } from './state'
import type { Message } from './model'

const PAUSE_MS = 5 * 60_000

export type Fate = 'sending' | 'queued' | 'failed' | 'delivered' | 'read'

export type Line =
  | { type: 'moment'; key: string; at: string }
  | { type: 'unread'; key: string }
  | { type: 'message'; key: string; message: Message; first: boolean; fate: Fate | null }
  | { type: 'waiting'; key: string; entry: OutboxEntry; first: boolean; fate: Fate }

type Shown = Pick<ChatState, 'messages' | 'waiting' | 'unreadAfter'> & { agentReadSeq: number }

export function timeline({ messages, waiting, unreadAfter, agentReadSeq }: Shown): Line[] {
  const lines: Line[] = []
  const lastMine = messages.findLast((message) => !fromShop(message) && !message.recalled_at)
  let before: Message | undefined
  let marked = false
  for (const message of messages) {
    const moment = startsMoment(before, message)
    const key = message.client_id ?? message.id
    if (moment) lines.push({ type: 'moment', key: `at ${key}`, at: message.created_at })
    const unread = unreadAfter !== null && !marked && message.seq > unreadAfter && fromShop(message)
    if (unread) {
      marked = true
      lines.push({ type: 'unread', key: 'unread' })
    }
    const first = moment || unread || !before || writer(before) !== writer(message)
    const fate = message === lastMine ? (message.seq <= agentReadSeq ? 'read' : 'delivered') : null
    lines.push({ type: 'message', key, message, first, fate })
    before = message
  }
  return lines.concat(waitingLines(messages, waiting, before))
}

function waitingLines(
  messages: readonly Message[],
  waiting: readonly OutboxEntry[],
  last: Message | undefined,
): Line[] {
  const stored = new Set(messages.map((message) => message.client_id))
  let first = !last || fromShop(last)
  const lines: Line[] = []
  for (const entry of waiting) {
    // The event of a message may come before the answer to its sending.
    if (stored.has(entry.client_id)) continue
    lines.push({ type: 'waiting', key: entry.client_id, entry, first, fate: entry.state })
    first = false
  }
  return lines
}

function writer(message: Message): string {
  return fromShop(message) ? `${message.author} ${message.agent?.name ?? ''}` : 'me'
}

function startsMoment(before: Message | undefined, message: Message): boolean {
  if (!before) return true
  const [from, to] = [new Date(before.created_at), new Date(message.created_at)]
  return to.getTime() - from.getTime() > PAUSE_MS || from.toDateString() !== to.toDateString()
}
