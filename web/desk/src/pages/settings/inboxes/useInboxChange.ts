import { useQueryClient } from '@tanstack/vue-query'
import type { UpdateInbox } from '@zhanggui/api/gen'
import { updateInbox, type Inbox } from '@/app/api'
import { keys } from '@/live/keys'

/** Changes an inbox and shows what the server made of it. */
export function useInboxChange() {
  const queries = useQueryClient()
  return async (id: string, change: UpdateInbox): Promise<Inbox> => {
    const changed = await updateInbox(id, change)
    queries.setQueryData<Inbox[]>(keys.inboxes, (list) =>
      list?.map((one) => (one.id === id ? changed : one)),
    )
    return changed
  }
}
