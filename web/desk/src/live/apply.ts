/**
 * Brings an event into the query cache. Invariant, held by a property test:
 * what the cache shows after an event is what a refetch would return.
 */
import type { InfiniteData, Query, QueryClient } from '@tanstack/vue-query'
import { keys } from './keys'
import type { Conversation, ConversationDetail, Customer, LiveEvent, Staff } from './model'
import type { Filter } from './order'
import { mine, patchDetail, patchList, patchThread, type ListPage, type Thread } from './patch'

type Lists = InfiniteData<ListPage>

const isList = (query: Query) => query.queryKey[0] === keys.lists[0]
const filterOf = (query: Query) => (query.queryKey[1] ?? {}) as Filter

/** Returns the conversation whose unread count only the server knows, if the event brought one in. */
export function apply(cache: QueryClient, event: LiveEvent, me: string): string | null {
  const { message, conversation, customer, staff } = event.data
  const patched = conversation ? applyConversation(cache, event, me) : null
  if (message) {
    cache.setQueryData<Thread>(
      keys.thread(message.conversation_id),
      (thread) => thread && patchThread(thread, message, event.seq),
    )
  }
  if (customer) applyCustomer(cache, customer)
  if (staff) {
    cache.setQueryData<{ items: Staff[] }>(
      keys.staff,
      (known) => known && { ...known, items: withStaff(known.items, staff) },
    )
  }
  if (event.name.startsWith('inbox.')) void cache.invalidateQueries({ queryKey: keys.inboxes })
  return patched && patched.unread === null ? patched.id : null
}

/** The answer to my own request carries no event number: it is as new as it gets. */
export function applyAnswer(cache: QueryClient, conversation: Conversation, me: string): void {
  const event: LiveEvent = {
    type: 'event',
    seq: Number.MAX_SAFE_INTEGER,
    name: 'conversation.updated',
    at: conversation.updated_at,
    data: { conversation },
  }
  applyConversation(cache, event, me)
}

function applyConversation(cache: QueryClient, event: LiveEvent, me: string): Conversation {
  const id = event.data.conversation!.id
  const patched = mine(find(cache, id), event, me)
  for (const query of cache.getQueryCache().findAll({ predicate: isList })) {
    cache.setQueryData<Lists>(
      query.queryKey,
      (list) =>
        list && { ...list, pages: patchList(list.pages, patched, event.seq, filterOf(query), me) },
    )
  }
  cache.setQueryData<ConversationDetail>(
    keys.conversation(id),
    (detail) => detail && patchDetail(detail, event, me),
  )
  return patched
}

function applyCustomer(cache: QueryClient, customer: Customer): void {
  cache.setQueryData<Customer>(keys.customer(customer.id), (known) => known && customer)
  for (const query of cache.getQueryCache().findAll({ queryKey: ['conversation'] })) {
    cache.setQueryData<ConversationDetail>(query.queryKey, (detail) =>
      detail?.customer.id === customer.id ? { ...detail, customer } : detail,
    )
  }
}

function withStaff(items: Staff[], staff: Staff): Staff[] {
  const at = items.findIndex((item) => item.id === staff.id)
  return at < 0 ? [...items, staff] : items.with(at, staff)
}

/** The newest thing known of a conversation, in whichever list it lies. */
export function find(cache: QueryClient, id: string): Conversation | undefined {
  let newest = cache.getQueryData<ConversationDetail>(keys.conversation(id))?.conversation
  for (const [, list] of cache.getQueriesData<Lists>({ predicate: isList })) {
    for (const page of list?.pages ?? []) {
      const item = page.items.find((candidate) => candidate.id === id)
      if (item && (!newest || isNewer(item, newest))) newest = item
    }
  }
  return newest
}

const isNewer = (a: Conversation, b: Conversation) =>
  a.version > b.version || (a.version === b.version && a.unread !== null && b.unread === null)

/** I have read up to here; nobody else is told by this. */
export function applyRead(cache: QueryClient, id: string, seq: number, me: string): void {
  const known = find(cache, id)
  if (!known || (known.my_read_seq ?? 0) >= seq) return
  const unread = seq >= (known.last_message?.seq ?? 0) ? 0 : known.unread
  applyAnswer(cache, { ...known, my_read_seq: seq, unread: unread ?? 0 }, me)
}
