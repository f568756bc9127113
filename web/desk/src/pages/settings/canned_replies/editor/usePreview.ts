/** The text as it would be sent, a moment after it was typed. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { keys, previewReply } from '@/app/cannedReplies'
import { MAX_TEXT_CHARS } from './form'

const PAUSE_MS = 250

export function usePreview(text: Ref<string>) {
  const settled = ref(text.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(text, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => (settled.value = now), PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(timer))

  const query = useQuery({
    queryKey: computed(() => keys.preview(settled.value)),
    queryFn: ({ signal }) => previewReply(settled.value, signal),
    enabled: computed(
      () => settled.value.trim() !== '' && [...settled.value].length <= MAX_TEXT_CHARS,
    ),
    placeholderData: keepPreviousData,
  })
  const shown = computed(() => (settled.value.trim() ? query.data.value : undefined))
  return {
    rendered: computed(() => shown.value?.rendered ?? null),
    faults: computed(() => shown.value?.faults ?? []),
  }
}
