/**
 * A list asked for before an event and answered after it would undo that event.
 * The last events are kept and brought in again whenever an answer arrives that is older than they are.
 */
import type { InfiniteData, QueryClient } from '@tanstack/vue-query'
import { apply } from './apply'
import type { LiveEvent } from './model'

const KEPT = 400

export interface Recent {
  push(event: LiveEvent): void
  stop(): void
}

export function replayRecent(cache: QueryClient, me: () => string): Recent {
  let events: LiveEvent[] = []
  const stop = cache.getQueryCache().subscribe((notice) => {
    if (notice.type !== 'updated' || notice.action.type !== 'success' || notice.action.manual)
      return
    const since = seqOf(notice.query.state.data)
    if (since === null) return
    for (const event of events) if (event.seq > since) apply(cache, event, me())
  })
  return {
    push(event) {
      events.push(event)
      if (events.length > 2 * KEPT) events = events.slice(-KEPT)
    },
    stop,
  }
}

function seqOf(data: unknown): number | null {
  if (!data || typeof data !== 'object') return null
  if ('pages' in data) {
    const { pages } = data as InfiniteData<{ seq?: number }>
    const seqs = pages.map((page) => page?.seq).filter((seq) => seq !== undefined)
    return seqs.length ? Math.min(...seqs) : null
  }
  return 'seq' in data && typeof data.seq === 'number' ? data.seq : null
}
