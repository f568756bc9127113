/** Pure patches: a cached list, thread or detail plus one event is what a refetch would return. */
import type { Conversation, ConversationDetail, LiveEvent, Message } from './model'
import { belongs, order, type Filter } from './order'

/**
 * One page of a conversation list. It owns the range of the order that ends at `edge`
 * (null: no end), so that a conversation moved past the last loaded page is dropped, not misplaced.
 */
export interface ListPage {
  items: Conversation[]
  next: string | null
  seq: number
  edge: Conversation | null
}

/** Messages ascending by `seq`, without a gap from the oldest loaded one up to the newest there is. */
export interface Thread {
  items: Message[]
  has_more: boolean
  seq: number
}

/** An event tells everybody the same; what I have read and not read follows from what I know. */
export function mine(known: Conversation | undefined, event: LiveEvent, me: string): Conversation {
  const next = event.data.conversation!
  if (known && next.version < known.version) return known
  if (next.unread !== null) return next
  const read = Math.max(known?.my_read_seq ?? 0, readUpTo(event, me))
  if (read >= (next.last_message?.seq ?? 0)) return { ...next, unread: 0, my_read_seq: read }
  // What no colleague has seen, I have not seen either.
  const counted = next.staff_read_seq === 0 ? 0 : readCount(known)
  const unread = counted === null ? null : Math.max(0, next.customer_messages - counted)
  return { ...next, unread, my_read_seq: known || unread !== null ? read : null }
}

/** How many of the buyer's messages I have read; null when I cannot know. */
function readCount(known: Conversation | undefined): number | null {
  return known && known.unread !== null ? known.customer_messages - known.unread : null
}

/** Answering is reading; so is my read mark arriving from another tab. */
function readUpTo(event: LiveEvent, me: string): number {
  const { message, staff_id, seq } = event.data
  if (event.name === 'conversation.read') return staff_id === me ? (seq ?? 0) : 0
  const spoke =
    event.name === 'message.created' && message?.author === 'agent' && message.staff_id === me
  return spoke ? message.seq : 0
}

export function patchList(
  pages: ListPage[],
  conversation: Conversation,
  seq: number,
  filter: Filter,
  me: string,
): ListPage[] {
  const compare = order(filter)
  const home = belongs(conversation, filter, me)
    ? pages.findIndex((page) => page.edge === null || compare(conversation, page.edge) <= 0)
    : -1
  return pages.map((page, index) => {
    const at = page.items.findIndex((item) => item.id === conversation.id)
    // A page fetched after the event already tells what came of it.
    if (seq <= page.seq || (at < 0 && index !== home)) return page
    const items = at < 0 ? [...page.items] : page.items.toSpliced(at, 1)
    if (index === home) {
      const before = items.findIndex((item) => compare(conversation, item) < 0)
      items.splice(before < 0 ? items.length : before, 0, conversation)
    }
    return { ...page, items }
  })
}

export function patchThread(thread: Thread, message: Message, seq: number): Thread {
  if (seq <= thread.seq) return thread
  const known = thread.items.findIndex((item) => item.id === message.id)
  if (known >= 0) return { ...thread, items: thread.items.with(known, message) }
  const oldest = thread.items[0]
  // It belongs to the history that is not loaded yet.
  if (thread.has_more && oldest && message.seq < oldest.seq) return thread
  return { ...thread, items: [...thread.items, message].sort((a, b) => a.seq - b.seq) }
}

export function patchDetail(
  detail: ConversationDetail,
  event: LiveEvent,
  me: string,
): ConversationDetail {
  const { conversation, customer } = event.data
  if (customer && customer.id === detail.customer.id) return { ...detail, customer }
  if (!conversation || conversation.id !== detail.conversation.id || event.seq <= detail.seq)
    return detail
  return { ...detail, conversation: mine(detail.conversation, event, me) }
}
