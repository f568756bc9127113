/** One view of the desk as an endless list that live events keep current. */
import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { keys } from '@/live/keys'
import type { Conversation } from '@/live/model'
import type { Filter } from '@/live/order'
import { listConversations } from '@/live/requests'

export function useConversations(filter: Ref<Filter>, enabled: Ref<boolean> | boolean = true) {
  const query = useInfiniteQuery({
    queryKey: computed(() => keys.list(filter.value)),
    queryFn: ({ pageParam, signal }) => listConversations(filter.value, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled,
  })
  /** A conversation that moved while the next page was fetched may lie in two pages. */
  const items = computed<Conversation[]>(() => {
    const seen = new Set<string>()
    return (query.data.value?.pages ?? [])
      .flatMap((page) => page.items)
      .filter((item) => !seen.has(item.id) && seen.add(item.id))
  })
  return { ...query, items }
}
