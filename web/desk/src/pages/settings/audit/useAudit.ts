import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { listAudit } from '@/app/api'
import { NOTHING, asked, read, write, type Filters } from './filters'

const PAUSE_MS = 220

/** The log as the address of the page filters it. */
export function useAudit(enabled: Ref<boolean>) {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => read(route.query))
  const set = (change: Partial<Filters>) =>
    void router.replace({ query: write({ ...filters.value, ...change }) })

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
    queryKey: ['audit', filters],
    queryFn: ({ pageParam, signal }) => listAudit(asked(filters.value), pageParam, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    enabled,
    placeholderData: keepPreviousData,
    // Somebody may be at work while it is read.
    staleTime: 0,
  })
  return {
    filters,
    set,
    clear: () => {
      text.value = ''
      set(NOTHING)
    },
    text,
    query,
    entries: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []),
    actions: computed(() => query.data.value?.pages[0]?.actions ?? []),
  }
}
