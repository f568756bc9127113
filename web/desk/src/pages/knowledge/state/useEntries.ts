/** The entries that the filters find, and the words being typed. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { keys, listEntries } from '@/app/knowledge'
import { asked, type Filters } from './filters'

const PAUSE_MS = 180

export function useEntries(filters: Ref<Filters>, set: (change: Partial<Filters>) => void) {
  const text = ref(filters.value.q)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(text, (q) => {
    clearTimeout(timer)
    timer = setTimeout(() => q.trim() !== filters.value.q && set({ q: q.trim() }), PAUSE_MS)
  })
  watch(
    () => filters.value.q,
    (q) => {
      if (q !== text.value.trim()) text.value = q
    },
  )
  onScopeDispose(() => clearTimeout(timer))

  const query = useInfiniteQuery({
    queryKey: [...keys.lists, computed(() => asked(filters.value))],
    queryFn: ({ pageParam, signal }) => listEntries(asked(filters.value), pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  return {
    text,
    query,
    items: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []),
  }
}
