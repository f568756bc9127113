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
  const unread = unreadAfter(known, event, me)
  // What no colleague has read, I have not read either.
  const my_read_seq = known?.my_read_seq ?? (next.staff_read_seq === 0 ? 0 : null)
  return { ...next, unread, my_read_seq }
}

/** Null where only the server can tell. */
function unreadAfter(known: Conversation | undefined, event: LiveEvent, me: string): number | null {
  const { conversation, staff_id } = event.data
  if (conversation!.staff_read_seq === 0) return conversation!.customer_messages
  if (!known || known.unread === null) return null
  // Read by me in another tab; how far is not said.
  if (event.name === 'conversation.read' && staff_id === me && known.unread > 0) return null
  const read = known.customer_messages - known.unread
  return Math.max(0, conversation!.customer_messages - read)
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
  const { conversation } = event.data
  if (conversation?.id !== detail.conversation.id || event.seq <= detail.seq) return detail
  return { ...detail, conversation: mine(detail.conversation, event, me) }
}
