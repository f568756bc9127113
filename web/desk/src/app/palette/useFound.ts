/** The few best customers and messages for what is typed, asked a moment after the last key. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { search } from '../api'

const PAUSE_MS = 160
const BEST = 5

export function useFound(query: Ref<string>) {
  const asked = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(query, (text) => {
    clearTimeout(timer)
    timer = setTimeout(() => (asked.value = text.trim()), PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(timer))

  const { data, isFetching, isError } = useQuery({
    queryKey: ['search', 'palette', asked],
    queryFn: ({ signal }) => search({ q: asked.value, limit: BEST }, signal),
    enabled: computed(() => asked.value.length > 0),
    placeholderData: keepPreviousData,
  })
  return {
    found: computed(() => (asked.value ? data.value : undefined)),
    searching: computed(() => isFetching.value || asked.value !== query.value.trim()),
    failed: isError,
  }
}
