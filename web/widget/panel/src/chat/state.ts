import type { LiveStatus } from '@zhanggui/api/live'
import type { OutboxEntry } from '@zhanggui/api/outbox'
import type { Product } from '../../../shared/protocol'
import type { Conversation, Inbox, Message, QueuePlace } from './model'

export interface ChatState {
  /** `closed`: this inbox does not serve this page or this visitor. */
  phase: 'idle' | 'starting' | 'ready' | 'closed'
  inbox: Inbox | null
  conversation: Conversation | null
  /** Where the buyer stands while waiting for their turn. */
  queue: QueuePlace | null
  /** By `seq`. */
  messages: readonly Message[]
  hasOlder: boolean
  loadingOlder: boolean
  /** Written here and not yet with the server, oldest first. */
  waiting: readonly OutboxEntry[]
  /** Shares of uploads, by client id. */
  progress: Readonly<Record<string, number>>
  line: LiveStatus
  /** Who is writing to the buyer now. */
  typing: string | null
  opened: boolean
  unread: number
  /** The last message read before the panel was opened: unread ones stand below a line. */
  unreadAfter: number | null
  /** What the buyer looks at in the shop, until it is sent or put away. */
  offer: Product | null
}

export const blank: ChatState = {
  phase: 'idle',
  inbox: null,
  conversation: null,
  queue: null,
  messages: [],
  hasOlder: false,
  loadingOlder: false,
  waiting: [],
  progress: {},
  line: 'connecting',
  typing: null,
  opened: false,
  unread: 0,
  unreadAfter: null,
  offer: null,
}

/** Puts messages among those known; a known one is replaced. */
export function merge(known: readonly Message[], news: readonly Message[]): Message[] {
  const byId = new Map(known.map((message) => [message.id, message]))
  for (const message of news) byId.set(message.id, message)
  return [...byId.values()].sort((a, b) => a.seq - b.seq)
}

export const fromShop = (message: Message) => message.author !== 'customer'

/** How many of the shop's messages the buyer has not seen. */
export function unreadCount(messages: readonly Message[], readSeq: number): number {
  return messages.filter((one) => one.seq > readSeq && fromShop(one) && !one.recalled_at).length
}
