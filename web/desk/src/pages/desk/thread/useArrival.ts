/** How a thread is entered: at a message that was linked to, and with a line above what is new. */
import { toast } from '@zhanggui/ui'
import { nextTick, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Conversation } from '@/live/model'

interface Arrival {
  conversation: Ref<Conversation | undefined>
  loaded: Ref<boolean>
  /** The message linked to. */
  seq: () => number | null
  loadBackTo: (seq: number) => Promise<boolean>
  show: (seq: number) => void
}

export function useArrival({ conversation, loaded, seq, loadBackTo, show }: Arrival) {
  const { t } = useI18n()
  const litSeq = ref<number | null>(null)
  /** The line stays where it was when the thread was opened; a first look needs none. */
  const unreadAfter = ref<number | null>(null)

  watch(
    () => conversation.value?.id,
    () => {
      const opened = conversation.value
      unreadAfter.value = opened?.unread ? opened.my_read_seq || null : null
    },
    { immediate: true },
  )

  watch(
    [seq, loaded, () => conversation.value?.id] as const,
    async ([wanted, ready, id]) => {
      if (wanted === null || !ready || !id) return
      const found = await loadBackTo(wanted)
      if (id !== conversation.value?.id) return
      if (!found) return void toast(t('desk.thread.message_missing'))
      await nextTick()
      litSeq.value = wanted
      show(wanted)
    },
    { immediate: true },
  )

  return { litSeq, unreadAfter }
}
