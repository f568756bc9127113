/** Answers suggested for the buyer's last words, and what becomes of them. */
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import { keys } from '@/live/keys'
import type { Conversation, Message } from '@/live/model'
import { listSuggestions, noteOutcome } from '@/live/requests'
import { outcomes, type Suggested } from './outcomes'

/** What colleagues replied before is read when somebody first asks. */
const READY_SOON_MS = 1500

export function useSuggestions(
  conversation: Ref<Conversation | undefined>,
  messages: Ref<Message[]>,
  mayServe: () => boolean,
) {
  const asked = computed(() => messages.value.findLast(({ author }) => author === 'customer')?.seq)
  const waits = computed(() => mayServe() && !!conversation.value?.waiting_since)
  const query = useQuery({
    queryKey: computed(() => keys.suggestions(conversation.value?.id ?? '', asked.value ?? 0)),
    queryFn: () => listSuggestions(conversation.value!.id),
    enabled: computed(() => waits.value && asked.value !== undefined),
    // An entry may have changed since; the same words are asked again when the thread is opened anew.
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.reading ? READY_SOON_MS : false),
  })
  /** Put away, or taken: until the buyer says more. */
  const done = ref<number | null>(null)
  const taken = ref<Suggested | null>(null)
  watch(
    () => conversation.value?.id,
    () => (taken.value = null),
  )

  const items = computed(() => {
    const found = waits.value ? query.data.value : undefined
    return found && found.message_seq !== done.value ? found.items : []
  })

  function take(index: number): string | null {
    const item = items.value[index]
    if (!item) return null
    taken.value = item
    return item.text
  }

  function putAway() {
    done.value = query.data.value?.message_seq ?? null
  }

  /** A reply went out: what it made of what was suggested. */
  function replied(text: string) {
    const { message_seq, items: shown } = query.data.value ?? { items: [] }
    const id = conversation.value?.id
    if (id && waits.value && message_seq) {
      for (const { outcome, ...source } of outcomes(shown, taken.value, text)) {
        // A figure: whoever serves a buyer is not told that it was not counted.
        void noteOutcome(id, source, { message_seq, outcome }).catch(() => {})
      }
    }
    taken.value = null
  }

  return { items, take, putAway, replied }
}
