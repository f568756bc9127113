/** Reading is being told to the others once the newest message is really in sight. */
import { useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { applyRead } from '@/live/apply'
import type { Conversation, Message } from '@/live/model'
import { markRead } from '@/live/requests'
import { usePeople } from './usePeople'

const SETTLE_MS = 250

export function useReading(
  conversation: Ref<Conversation | undefined>,
  messages: Ref<Message[]>,
  atEnd: Ref<boolean>,
) {
  const cache = useQueryClient()
  const people = usePeople()
  const inSight = ref(document.visibilityState === 'visible')
  const look = () => (inSight.value = document.visibilityState === 'visible')
  document.addEventListener('visibilitychange', look)
  /** Lines about what happened are not read by anybody. */
  const newest = computed(() => messages.value.findLast(({ kind }) => kind !== 'event')?.seq)
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', look)
    clearTimeout(timer)
  })

  watch(
    () => [conversation.value?.id, newest.value, atEnd.value, inSight.value] as const,
    ([id, seq, end, visible]) => {
      clearTimeout(timer)
      if (!id || !seq || !end || !visible || seq <= (conversation.value?.my_read_seq ?? 0)) return
      timer = setTimeout(() => {
        applyRead(cache, id, seq, people.me.value)
        // Said again with the next message when it does not arrive.
        markRead(id, seq).catch(() => {})
      }, SETTLE_MS)
    },
    { immediate: true },
  )
}
