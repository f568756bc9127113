/** The search page's state lives in its address: a search can be sent to a colleague. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { search, type SearchKind } from '@/app/api'

const PAUSE_MS = 220
const PAGE = 20

export function useSearch() {
  const route = useRoute()
  const router = useRouter()
  const asked = computed(() => String(route.query['q'] ?? '').trim())
  const kind = computed<SearchKind>({
    get: () => (route.query['kind'] === 'customers' ? 'customers' : 'messages'),
    set: (next) => void router.replace({ query: { ...route.query, kind: next } }),
  })

  const text = ref(asked.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  const commit = () => {
    clearTimeout(timer)
    const q = text.value.trim()
    if (q !== asked.value) void router.replace({ query: { ...route.query, q: q || undefined } })
  }
  watch(text, () => {
    clearTimeout(timer)
    timer = setTimeout(commit, PAUSE_MS)
  })
  watch(asked, (q) => {
    if (q !== text.value.trim()) text.value = q
  })
  onScopeDispose(() => clearTimeout(timer))

  /** The first page asks for both, so that each tab can say how many it holds. */
  const query = useInfiniteQuery({
    queryKey: ['search', 'page', asked, kind],
    queryFn: ({ pageParam, signal }) =>
      search(
        pageParam
          ? { q: asked.value, kind: kind.value, after: pageParam, limit: PAGE }
          : { q: asked.value, limit: PAGE },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page[kind.value].next,
    enabled: computed(() => asked.value.length > 0),
    placeholderData: keepPreviousData,
  })

  const pages = computed(() => (asked.value ? (query.data.value?.pages ?? []) : []))
  return {
    text,
    asked,
    kind,
    commit,
    query,
    totals: computed(
      () =>
        pages.value[0] && {
          messages: pages.value[0].messages.total,
          customers: pages.value[0].customers.total,
        },
    ),
    messages: computed(() => pages.value.flatMap((page) => page.messages.items)),
    customers: computed(() => pages.value.flatMap((page) => page.customers.items)),
  }
}
