/** Words as customers of each language would read them, a moment after they were typed. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { keys, previewWords, type Words } from '@/app/automaticMessages'

const PAUSE_MS = 300

export function useWordsPreview(words: () => Words, contacts: () => Words) {
  const typed = () => JSON.stringify([words(), contacts()])
  const settled = ref(typed())
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(typed, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => (settled.value = now), PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(timer))

  const asked = computed(() => JSON.parse(settled.value) as [Words, Words])
  const query = useQuery({
    queryKey: computed(() => keys.preview(...asked.value)),
    queryFn: ({ signal }) => previewWords(...asked.value, signal),
    enabled: computed(() => Object.keys(asked.value[0]).length > 0),
    placeholderData: keepPreviousData,
  })
  return computed(() => (Object.keys(asked.value[0]).length ? (query.data.value ?? []) : []))
}
