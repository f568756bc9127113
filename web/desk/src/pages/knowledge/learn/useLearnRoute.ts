/** Which candidates are shown and which is open stand in the address: a find can be sent to a colleague. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { STATES, type CandidateState } from '@/app/learning'

export function useLearnRoute() {
  const route = useRoute()
  const router = useRouter()
  const state = computed<CandidateState>(
    () => STATES.find((one) => one === route.query['state']) ?? 'open',
  )
  const openId = computed(() => String(route.params['candidateId'] ?? '') || null)

  const go = (id: string | null, of: CandidateState, replace: boolean) =>
    void router[replace ? 'replace' : 'push']({
      name: 'knowledge-learn',
      params: { candidateId: id ?? '' },
      query: of === 'open' ? {} : { state: of },
    })

  return {
    state,
    openId,
    open: (id: string | null, replace = false) => go(id, state.value, replace),
    look: (of: CandidateState) => go(null, of, false),
  }
}
