import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { ask, keys, type Situation } from '@/app/knowledge'

const PAUSE_MS = 250
const MOST = 5

/** What is typed, once the typing pauses, and what the knowledge says to it. */
export function useAsk() {
  const text = ref('')
  const asked = ref('')
  const situation = shallowRef<Situation>({})
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(text, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => (asked.value = now.trim()), now.trim() ? PAUSE_MS : 0)
  })
  onScopeDispose(() => clearTimeout(timer))

  const query = useQuery({
    queryKey: [...keys.asked, asked, situation],
    queryFn: ({ signal }) => ask(asked.value, situation.value, MOST, signal),
    enabled: computed(() => asked.value !== ''),
    placeholderData: keepPreviousData,
  })
  return { text, asked, situation, query }
}
