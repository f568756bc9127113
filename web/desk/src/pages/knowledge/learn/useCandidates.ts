/** The candidates of a state, and the one that is open. */
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { keys, listCandidates, showCandidate, type CandidateState } from '@/app/learning'

/** Questions come in without being told. */
const RENEW_MS = 60_000

export function useCandidates(state: Ref<CandidateState>, openId: Ref<string | null>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => keys.list(state.value)),
    queryFn: ({ pageParam, signal }) => listCandidates(state.value, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: RENEW_MS,
  })
  const items = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  const listed = computed(() => items.value.find(({ id }) => id === openId.value))
  /** One that a colleague sent may stand further down, or in another list. */
  const single = useQuery({
    queryKey: computed(() => keys.one(openId.value ?? '')),
    queryFn: () => showCandidate(openId.value!),
    enabled: computed(() => openId.value !== null && query.isSuccess.value && !listed.value),
    retry: false,
  })
  return {
    query,
    items,
    open: computed(() => query.data.value?.pages[0]?.open),
    single,
    candidate: computed(() => listed.value ?? (openId.value ? single.data.value : undefined)),
  }
}
