/** Words of leave for the conversation that is about to be solved, and why it is. */
import { computed, ref, watch } from 'vue'
import { showClosingWords } from '@/app/automaticMessages'
import type { Conversation } from '@/live/model'

interface Farewell {
  conversation: Conversation
  reasons: string[]
  text: string
}

/** `open`: the conversation that is open, as it is now. */
export function useFarewell(open: () => Conversation | undefined) {
  const asked = ref<Farewell | null>(null)
  watch(
    () => open()?.id,
    () => (asked.value = null),
  )
  /** Not of one that was solved by somebody else, or whose customer wants to know more. */
  const offer = computed(() => {
    const now = open()
    const fits = now && now.id === asked.value?.conversation.id && now.status !== 'solved'
    return fits && !now.waiting_since ? asked.value : null
  })

  /** True where there is something to say: then it is asked about before the conversation is solved. */
  async function asks(conversation: Conversation, reasons: string[]): Promise<boolean> {
    asked.value = null
    if (conversation.waiting_since) return false
    // Without an answer it is solved in silence.
    const text = await showClosingWords(conversation.id).then(
      (words) => words.text,
      () => null,
    )
    if (!text || open()?.id !== conversation.id) return false
    asked.value = { conversation, reasons, text }
    return offer.value !== null
  }

  function take(): Farewell | null {
    const taken = offer.value
    asked.value = null
    return taken
  }

  return { offer, asks, take }
}
