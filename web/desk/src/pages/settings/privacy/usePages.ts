/** A list of the server, page by page, looked at again while something in it is under way. */
import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { LOOK_MS } from '@/app/privacy'

interface Page<T> {
  items: T[]
  next?: string | null
}

export function usePages<T>(
  key: readonly string[],
  load: (after?: string) => Promise<Page<T>>,
  underWay: (item: T) => boolean = () => false,
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<T>) => page.next ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some(underWay)) ? LOOK_MS : false,
  })
  const items = computed(() => query.data.value?.pages.flatMap((page) => page.items))
  return { ...query, items }
}
