/** Search within one conversation: the hits, and which of them is looked at. */
import { computed, ref, watch, type Ref } from 'vue'
import type { Message } from '@/live/model'
import { matches } from './marks'

export function useThreadSearch(
  messages: Ref<Message[]>,
  loadAll: () => Promise<void>,
  show: (seq: number) => void,
) {
  const open = ref(false)
  const words = ref('')
  const current = ref<number | null>(null)
  const hits = computed(() => (open.value ? matches(messages.value, words.value) : []))
  const at = computed(() => hits.value.findIndex((hit) => hit.seq === current.value))

  function go(index: number) {
    const hit = hits.value.at(index)
    current.value = hit?.seq ?? null
    if (hit) show(hit.seq)
  }

  watch(words, () => go(-1))

  return {
    open,
    words,
    total: computed(() => hits.value.length),
    at: computed(() => at.value + 1),
    mark: computed(() => (open.value ? words.value : '')),
    current,
    /** Hits lie in the history too: it is loaded when the search begins. */
    begin() {
      open.value = true
      void loadAll()
    },
    step: (by: 1 | -1) =>
      hits.value.length && go((at.value + by + hits.value.length) % hits.value.length),
    end() {
      open.value = false
      words.value = ''
      current.value = null
    },
  }
}
