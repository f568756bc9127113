/** One conversation with its messages. */
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/vue-query'
import { computed, ref, type Ref } from 'vue'
import { keys } from '@/live/keys'
import type { Message } from '@/live/model'
import type { Thread } from '@/live/patch'
import { listMessages, showConversation } from '@/live/requests'
import { useLive } from '@/live/store'

const FIRST_PAGE = 50
const HISTORY_PAGE = 100

export function useConversation(id: Ref<string | null>) {
  const live = useLive()
  return useQuery({
    queryKey: computed(() => keys.conversation(id.value ?? '')),
    queryFn: async () => {
      const detail = await showConversation(id.value!)
      live.online.set(detail.customer.id, detail.customer_online)
      return detail
    },
    enabled: computed(() => id.value !== null),
  })
}

/** A refetch reaches back as far as the reader had loaded, so that nothing on screen goes away. */
async function loadThread(cache: QueryClient, id: string, signal: AbortSignal): Promise<Thread> {
  const reached = cache.getQueryData<Thread>(keys.thread(id))?.items[0]?.seq ?? Infinity
  const enough = (thread: Thread) => !thread.has_more || thread.items[0]!.seq <= reached
  let thread: Thread = await listMessages(id, null, FIRST_PAGE, signal)
  while (!enough(thread)) {
    thread = prepend(thread, await listMessages(id, thread.items[0]!.seq, HISTORY_PAGE, signal))
  }
  return thread
}

const prepend = (thread: Thread, older: Thread): Thread => ({
  items: [...older.items, ...thread.items],
  has_more: older.has_more,
  seq: thread.seq,
})

export function useMessages(id: Ref<string | null>) {
  const cache = useQueryClient()
  const query = useQuery({
    queryKey: computed(() => keys.thread(id.value ?? '')),
    queryFn: ({ signal }) => loadThread(cache, id.value!, signal),
    enabled: computed(() => id.value !== null),
  })
  const messages = computed<Message[]>(() => query.data.value?.items ?? [])
  const hasOlder = computed(() => query.data.value?.has_more ?? false)
  const loadingOlder = ref(false)

  async function loadOlder(): Promise<boolean> {
    const thread = query.data.value
    const of = id.value
    if (!thread?.has_more || loadingOlder.value || !of) return false
    loadingOlder.value = true
    try {
      const oldest = thread.items[0]!.seq
      const older = await listMessages(of, oldest, HISTORY_PAGE)
      cache.setQueryData<Thread>(keys.thread(of), (now) =>
        now?.items[0]?.seq === oldest ? prepend(now, older) : now,
      )
      return true
    } catch {
      return false
    } finally {
      loadingOlder.value = false
    }
  }

  /** Loads history until the message is there; false when the conversation does not hold it. */
  async function loadBackTo(seq: number): Promise<boolean> {
    while (messages.value[0] && messages.value[0].seq > seq) {
      if (!(await loadOlder())) return false
    }
    return messages.value.some((message) => message.seq === seq)
  }

  return { query, messages, hasOlder, loadingOlder, loadOlder, loadBackTo }
}
