/**
 * Replies that were put into what is being written: their buttons go with it, their files and cards follow it, and their
 * use is counted.
 */
import { shallowRef, toRaw } from 'vue'
import { countUse, type CannedReply } from '@/app/cannedReplies'
import type { OutboxBody } from '@/live/outbound'
import { isImage } from '../files'

/** As many as a message carries. */
const MOST_NEXT_STEPS = 4

export function useReady() {
  const used = shallowRef<CannedReply[]>([])
  /** Those with more to send than words. */
  const ready = shallowRef<CannedReply[]>([])

  function take(reply: CannedReply) {
    used.value = [...used.value, reply]
    const is = ({ id }: CannedReply) => id === reply.id
    const more = reply.file || reply.card || reply.next_steps.length
    if (more && !ready.value.some(is)) ready.value = [...ready.value, reply]
  }

  function remove(id: string) {
    ready.value = ready.value.filter((reply) => reply.id !== id)
  }

  /** What the buyer may answer to the words by pressing. */
  function nextSteps(): string[] {
    const all = ready.value.flatMap(({ next_steps }) => next_steps)
    return [...new Set(all)].slice(0, MOST_NEXT_STEPS)
  }

  /** Starts anew; what is to be sent after the words. */
  function sent(asNote: boolean): OutboxBody[] {
    new Set(used.value.map(({ id }) => id)).forEach(countUse)
    const bodies = ready.value.flatMap(({ file, card }): OutboxBody[] => [
      ...(file
        ? [{ kind: isImage(file.mime) ? ('image' as const) : ('file' as const), file_id: file.id }]
        : []),
      // The outbox keeps what is plain only.
      ...(card ? [{ kind: 'card' as const, card: toRaw(card) }] : []),
    ])
    used.value = []
    ready.value = []
    return asNote ? [] : bodies
  }

  return { ready, take, remove, nextSteps, sent }
}
