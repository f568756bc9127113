import { QueryClient, type InfiniteData } from '@tanstack/vue-query'
import { describe, expect, it } from 'vitest'
import { apply, applyAnswer } from './apply'
import { keys } from './keys'
import type { Conversation, LiveEvent, Message } from './model'
import { belongs, order, type Filter } from './order'
import type { ListPage, Thread } from './patch'
import { aConversation, aMessage, random, time } from './testing'

const ME = 'me'
const PAGE = 4

/** A shop small enough to be obviously right: it answers lists by sorting everything it has. */
class Shop {
  conversations = new Map<string, Conversation>()
  messages: Message[] = []
  seq = 0

  constructor(private readonly below: (n: number) => number) {}

  list(filter: Filter, after: Conversation | null): ListPage {
    const compare = order(filter)
    const all = [...this.conversations.values()]
      .filter((c) => belongs(c, filter, ME) && (!after || compare(c, after) > 0))
      .sort(compare)
    const items = all.slice(0, PAGE)
    const more = all.length > PAGE
    return {
      items,
      next: more ? items.at(-1)!.id : null,
      seq: this.seq,
      edge: more ? items.at(-1)! : null,
    }
  }

  thread(conversation_id: string): Thread {
    const items = this.messages.filter((m) => m.conversation_id === conversation_id)
    return { items, has_more: false, seq: this.seq }
  }

  private record(
    name: string,
    conversation: Conversation,
    more: LiveEvent['data'] = {},
  ): LiveEvent {
    this.conversations.set(conversation.id, conversation)
    // Others receive the same event: it says nothing about my own reading.
    const shared = { ...conversation, unread: null, my_read_seq: null }
    const data = { conversation: shared, ...more }
    return { type: 'event', seq: this.seq, name, at: time(this.seq), data }
  }

  step(): LiveEvent {
    this.seq += 1
    const ids = [...this.conversations.keys()]
    const at = time(this.seq)
    if (ids.length < 3 || this.below(10) === 0) {
      const id = `c${this.seq}`
      const customer = { ...aConversation().customer, id: `u${this.below(3)}` }
      return this.record(
        'conversation.created',
        aConversation({
          id,
          customer,
          status: 'queued',
          assignee_id: null,
          created_at: at,
          inbox_id: `i${this.below(2)}`,
        }),
      )
    }
    const c = this.conversations.get(ids[this.below(ids.length)]!)!
    const touched = { ...c, version: c.version + 1, updated_at: at }
    switch (this.below(9)) {
      case 0:
        return this.record('conversation.updated', {
          ...touched,
          status: 'solved',
          solved_at: at,
          waiting_since: null,
        })
      case 1:
        return this.record('conversation.updated', {
          ...touched,
          status: 'snoozed',
          snoozed_until: time(this.seq + this.below(900)),
        })
      case 2:
        return this.record('conversation.updated', {
          ...touched,
          status: 'open',
          assignee_id: this.below(2) ? ME : 'mei',
        })
      case 3:
        return this.read(c)
      case 4:
      case 5:
        return this.say(touched, 'agent')
      case 6:
        return this.record('conversation.updated', {
          ...touched,
          tag_ids: ['broken', 'quality'].slice(this.below(3)),
        })
      default:
        return this.say(touched, 'customer')
    }
  }

  private read(c: Conversation): LiveEvent {
    const upTo = c.last_message?.seq ?? 0
    const read = { ...c, staff_read_seq: Math.max(c.staff_read_seq, upTo) }
    return this.below(2)
      ? this.record(
          'conversation.read',
          { ...read, unread: 0, my_read_seq: upTo },
          { staff_id: ME },
        )
      : this.record('conversation.read', read, { staff_id: 'mei' })
  }

  private say(c: Conversation, author: 'agent' | 'customer'): LiveEvent {
    const at = time(this.seq)
    const message = aMessage({
      id: `m${this.seq}`,
      conversation_id: c.id,
      seq: this.seq,
      author,
      staff_id: author === 'agent' ? 'mei' : null,
      created_at: at,
    })
    this.messages.push(message)
    const buyer = author === 'customer'
    return this.record(
      'message.created',
      {
        ...c,
        status: buyer ? (c.assignee_id ? 'open' : 'queued') : 'waiting',
        waiting_since: buyer ? (c.waiting_since ?? at) : null,
        customer_messages: c.customer_messages + (buyer ? 1 : 0),
        unread: c.unread! + (buyer ? 1 : 0),
        last_message: { seq: message.seq, kind: 'text', author, preview: '在吗', at },
      },
      { message },
    )
  }
}

const FILTERS: Filter[] = [
  { view: 'mine' },
  { view: 'queue' },
  { view: 'all' },
  { view: 'all', inbox_id: 'i1' },
  { view: 'all', tag: { id: 'delivery', branch: ['delivery', 'broken'] } },
  { view: 'snoozed' },
  { view: 'solved' },
  {
    custom: {
      said: { statuses: ['open', 'waiting', 'snoozed', 'solved'], assigned_to_me: true },
      tagged: [],
      untagged: [],
    },
  },
  {
    custom: {
      said: { awaits_reply: true, without_tag_ids: ['quality'] },
      tagged: [],
      untagged: ['quality'],
    },
  },
  { customer_id: 'u1' },
]

function load(cache: QueryClient, shop: Shop, filter: Filter, pages: number): void {
  const list: InfiniteData<ListPage> = { pages: [], pageParams: [] }
  for (let after: Conversation | null = null; list.pages.length < pages;) {
    const page = shop.list(filter, after)
    list.pages.push(page)
    list.pageParams.push(after)
    if (!page.edge) break
    after = page.edge
  }
  cache.setQueryData(keys.list(filter), list)
}

function loadNext(cache: QueryClient, shop: Shop, filter: Filter): void {
  cache.setQueryData<InfiniteData<ListPage>>(keys.list(filter), (list) => {
    const edge = list!.pages.at(-1)!.edge
    if (!edge) return list
    return {
      pages: [...list!.pages, shop.list(filter, edge)],
      pageParams: [...list!.pageParams, edge],
    }
  })
}

/** What a refetch down to the same edge returns. */
function refetched(shop: Shop, filter: Filter, edge: Conversation | null): Conversation[] {
  const compare = order(filter)
  return [...shop.conversations.values()]
    .filter((c) => belongs(c, filter, ME) && (!edge || compare(c, edge) <= 0))
    .sort(compare)
}

describe('a patched cache equals a refetched one', () => {
  for (let seed = 1; seed <= 40; seed++) {
    it(`run ${seed}`, () => {
      const below = random(seed)
      const cache = new QueryClient()
      const shop = new Shop(below)
      for (let i = 0; i < 60; i++) shop.step()
      for (const filter of FILTERS) load(cache, shop, filter, 1 + below(3))
      for (const id of shop.conversations.keys()) {
        cache.setQueryData(keys.thread(id), shop.thread(id))
      }
      for (let i = 0; i < 120; i++) {
        const unsure = apply(cache, shop.step(), ME)
        if (unsure) applyAnswer(cache, shop.conversations.get(unsure)!, ME)
        if (below(12) === 0) loadNext(cache, shop, FILTERS[below(FILTERS.length)]!)
        if (below(12) === 0) load(cache, shop, FILTERS[below(FILTERS.length)]!, 1 + below(3))
      }
      for (const filter of FILTERS) {
        const { pages } = cache.getQueryData<InfiniteData<ListPage>>(keys.list(filter))!
        const shown = pages.flatMap((page) => page.items)
        const wanted = refetched(shop, filter, pages.at(-1)!.edge)
        expect(shown.map((c) => c.id)).toEqual(wanted.map((c) => c.id))
        expect(shown.map(essence)).toEqual(wanted.map(essence))
      }
      for (const [key, thread] of cache.getQueriesData<Thread>({ queryKey: ['messages'] })) {
        expect(thread!.items).toEqual(shop.thread(key[1] as string).items)
      }
    })
  }
})

const essence = ({ id, status, assignee_id, waiting_since, unread, version }: Conversation) => ({
  id,
  status,
  assignee_id,
  waiting_since,
  unread,
  version,
})
