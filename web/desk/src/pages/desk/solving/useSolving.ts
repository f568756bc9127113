/** How a conversation is solved by hand: all that is asked first is one step, and where nothing is, it is solved at once. */
import { computed, shallowRef, watch } from 'vue'
import { showClosingWords } from '@/app/automaticMessages'
import type { ReasonPolicy } from '@/app/tags'
import type { Conversation } from '@/live/model'

interface Step {
  conversation: Conversation
  /** Whether it is asked why. */
  policy: ReasonPolicy
  /** What the customer may be told with it. */
  words: string | null
  /** The words are on their way. */
  looking: boolean
  /** Reasons that were given before the words came: nobody says what they have not read. */
  reasons: string[] | null
}

export type Solving = ReturnType<typeof useSolving>

interface Desk {
  /** The conversation that is open, as it is now. */
  open: () => Conversation | undefined
  policyOf: (conversation: Conversation) => ReasonPolicy
  mayReply: () => boolean
  end: (conversation: Conversation, reasons: string[], words?: string) => unknown
}

export function useSolving({ open, policyOf, mayReply, end }: Desk) {
  const begun = shallowRef<Step | null>(null)
  const cancel = () => (begun.value = null)
  // Solved without a question, and left while it was looked whether there is one.
  watch(
    () => open()?.id,
    () => (begun.value?.looking && begun.value.policy === 'off') || cancel(),
  )

  /** Not of one that was solved by somebody else; no words to a customer who wants to know more. */
  const step = computed(() => {
    const { value } = begun
    const now = open()
    if (!value || now?.id !== value.conversation.id || now.status === 'solved') return null
    const asked = now.waiting_since ? { ...value, words: null } : value
    return asked.policy === 'off' && asked.words === null ? null : asked
  })
  watch(step, (now, before) => before && !now && cancel())

  async function begin(conversation: Conversation, policy = policyOf(conversation)) {
    const looking = mayReply() && !conversation.waiting_since
    const asked: Step = { conversation, policy, words: null, looking, reasons: null }
    begun.value = asked
    // Without an answer it is solved in silence.
    const words =
      looking &&
      (await showClosingWords(conversation.id).then(
        ({ text }) => text,
        () => null,
      ))
    const now = begun.value
    if (now?.conversation !== conversation) return
    begun.value = { ...now, words: words || null, looking: false }
    if (policy === 'off' ? !step.value : now.reasons && !step.value?.words) {
      cancel()
      void end(conversation, now.reasons ?? [])
    }
  }

  function solve(reasons: string[], says: boolean) {
    const { value: now } = step
    if (!now) return
    if (says && now.looking) return void (begun.value = { ...now, reasons })
    cancel()
    void end(now.conversation, reasons, (says && now.words) || undefined)
  }

  return { step, begin, solve, cancel }
}
