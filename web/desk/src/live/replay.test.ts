import { QueryClient, type InfiniteData } from '@tanstack/vue-query'
import { describe, expect, it } from 'vitest'
import { apply } from './apply'
import { keys } from './keys'
import type { LiveEvent } from './model'
import type { Filter } from './order'
import type { ListPage } from './patch'
import { replayRecent } from './replay'
import { aConversation, time } from './testing'

const ME = 'me'

describe('an answer overtaken by events', () => {
  it('is brought up to date from the recent events', async () => {
    const cache = new QueryClient()
    const recent = replayRecent(cache, () => ME)
    const filter: Filter = { view: 'queue' }
    const asked = aConversation({ status: 'queued', assignee_id: null })
    let resolve!: (page: ListPage) => void
    const answer = new Promise<ListPage>((done) => (resolve = done))
    const fetching = cache.fetchInfiniteQuery({
      queryKey: keys.list(filter),
      queryFn: () => answer,
      initialPageParam: null,
    })
    const taken: LiveEvent = {
      type: 'event',
      seq: 8,
      name: 'conversation.updated',
      at: time(8),
      data: { conversation: { ...asked, status: 'open', assignee_id: ME, version: 2 } },
    }
    recent.push(taken)
    apply(cache, taken, ME)
    resolve({ items: [asked], next: null, seq: 7, edge: null })
    await fetching
    expect(cache.getQueryData<InfiniteData<ListPage>>(keys.list(filter))!.pages[0]!.items).toEqual(
      [],
    )
    recent.stop()
  })
})
