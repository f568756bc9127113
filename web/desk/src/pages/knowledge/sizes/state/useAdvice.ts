/** What a saved chart says to a buyer's words, once the typing pauses. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { adviseBy, keys } from '@/app/sizes'

const PAUSE_MS = 250

export function useAdvice(id: () => string) {
  const { locale } = useI18n()
  const text = ref('')
  const asked = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(text, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => (asked.value = now.trim()), now.trim() ? PAUSE_MS : 0)
  })
  onScopeDispose(() => clearTimeout(timer))
  const query = useQuery({
    queryKey: computed(() => [...keys.advice(id()), asked.value, locale.value]),
    queryFn: ({ signal }) => adviseBy(id(), asked.value, locale.value, signal),
    enabled: computed(() => asked.value !== ''),
    placeholderData: keepPreviousData,
  })
  const advice = computed(() => (asked.value ? (query.data.value ?? null) : null))
  return { text, advice, query }
}
