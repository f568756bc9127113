/**
 * Brings an event into the query cache. Invariant, held by a property test:
 * what the cache shows after an event is what a refetch would return.
 */
import type { InfiniteData, Query, QueryClient } from '@tanstack/vue-query'
import { keys } from './keys'
import type { Conversation, ConversationDetail, Customer, LiveEvent } from './model'
import type { Filter } from './order'
import { mine, patchDetail, patchList, patchThread, type ListPage, type Thread } from './patch'

type Lists = InfiniteData<ListPage>

const isList = (query: Query) => query.queryKey[0] === keys.lists[0]
const filterOf = (query: Query) => (query.queryKey[1] ?? {}) as Filter

/** Returns the conversation whose unread count only the server knows, if the event brought one in. */
export function apply(cache: QueryClient, event: LiveEvent, me: string): string | null {
  const { message, conversation } = event.data
  const patched = conversation ? applyConversation(cache, event, me) : null
  if (message) {
    cache.setQueryData<Thread>(
      keys.thread(message.conversation_id),
      (thread) => thread && patchThread(thread, message, event.seq),
    )
  }
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

/** A customer as the server knows them now, wherever they are shown. */
export function applyCustomer(cache: QueryClient, customer: Customer): void {
  const { id, name, verified, tier = null, locale = null } = customer
  const brief = { id, name, verified, tier, locale, erased: customer.erased_at !== null }
  const renew = (item: Conversation) =>
    item.customer.id === id ? { ...item, customer: brief } : item
  cache.setQueriesData<ConversationDetail>({ queryKey: keys.details }, (detail) =>
    detail?.customer.id === id
      ? { ...detail, customer, conversation: renew(detail.conversation) }
      : detail,
  )
  cache.setQueriesData<Lists>(
    { queryKey: keys.lists },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({ ...page, items: page.items.map(renew) })),
      },
  )
}

/** Whether anything on screen shows this customer. */
export function showsCustomer(cache: QueryClient, id: string): boolean {
  const details = cache.getQueriesData<ConversationDetail>({ queryKey: keys.details })
  const lists = cache.getQueriesData<Lists>({ queryKey: keys.lists })
  return (
    details.some(([, detail]) => detail?.customer.id === id) ||
    lists.some(([, list]) =>
      list?.pages.some((page) => page.items.some((item) => item.customer.id === id)),
    )
  )
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
