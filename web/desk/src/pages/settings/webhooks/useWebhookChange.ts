import { useQueryClient } from '@tanstack/vue-query'
import type { UpdateWebhook } from '@zhanggui/api/gen'
import { updateWebhook, type Webhook } from '@/app/api'
import { keys } from '@/live/keys'

/** Changes a webhook and shows what the server made of it. */
export function useWebhookChange() {
  const queries = useQueryClient()
  return async (id: string, change: UpdateWebhook): Promise<Webhook> => {
    const changed = await updateWebhook(id, change)
    queries.setQueryData<Webhook[]>(keys.webhooks, (list) =>
      list?.map((one) => (one.id === id ? changed : one)),
    )
    return changed
  }
}
