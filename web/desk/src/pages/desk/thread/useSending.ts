/** What leaves this conversation, and what of it is still on its way. */
import { computed, type Ref } from 'vue'
import type { Message } from '@/live/model'
import { useOutbound, type OutboxBody } from '@/live/outbound'

export function useSending(id: Ref<string>, messages: Ref<Message[]>) {
  const outbound = useOutbound()

  /** What is delivered stands in the thread already. */
  const pending = computed(() => {
    const stored = new Set(messages.value.map((message) => message.client_id))
    return outbound.entries.filter(
      (entry) => entry.conversation_id === id.value && !stored.has(entry.client_id),
    )
  })

  /** A reply says what its writer had seen, so that the server can stop two answers to one question. */
  function send(body: OutboxBody, file?: File) {
    const seen_seq = body.kind === 'note' ? undefined : messages.value.at(-1)?.seq
    void outbound.send(id.value, { ...body, ...(seen_seq !== undefined && { seen_seq }) }, file)
  }

  return { outbound, pending, send }
}
