/** What I am told of: the list, how many of it I have not read, and what has just come. */
import * as api from '@zhanggui/api/gen'
import type { Notification, NotificationKind, NotificationList } from '@zhanggui/api/gen'
import type { QueryClient } from '@tanstack/vue-query'
import { keys } from '@/live/keys'
import { answer } from '@/live/http'

export type { Notification, NotificationKind, NotificationList } from '@zhanggui/api/gen'

export const listNotifications = () => answer(api.listNotifications({ query: { limit: 50 } }))
export const readNotification = (id: string) => answer(api.readNotification({ path: { id } }))
export const readNotifications = (until: string) =>
  answer(api.readNotifications({ body: { until } }))

/** What a kind is heard and shown as: its sound can be chosen by these. */
export type Attention = 'late' | 'mine' | 'mention'
export const attention = (kind: NotificationKind): Attention => {
  if (kind === 'mentioned') return 'mention'
  return ['assigned', 'transferred', 'follow_up'].includes(kind) ? 'mine' : 'late'
}

/** The key of the sentence that tells it; `by`: the colleague who did it, if one did. */
export function wordsOf({ kind, conversations }: Notification, by: string): string {
  if (kind === 'follow_up') return `notifications.follow_up.${by ? 'asked' : 'own'}`
  return `notifications.${kind}.${conversations > 1 ? 'many' : 'one'}`
}

/** Puts what has come into the list. True when it is new, and no more of what was told and not read yet. */
export function arrived(cache: QueryClient, notification: Notification, unread: number): boolean {
  let isNew = true
  cache.setQueryData<NotificationList>(keys.notifications, (known) => {
    const items = known?.items ?? []
    isNew = !items.some(({ id }) => id === notification.id)
    const others = items.filter(({ id }) => id !== notification.id)
    return { next: null, ...known, unread, items: [notification, ...others] }
  })
  return isNew
}

/** Shows as read what was read here, before the server has said so. */
export function markRead(cache: QueryClient, which: (one: Notification) => boolean) {
  const read_at = new Date().toISOString()
  cache.setQueryData<NotificationList>(keys.notifications, (known) => {
    if (!known) return known
    const read = known.items.filter((one) => !one.read_at && which(one)).length
    const items = known.items.map((one) =>
      which(one) ? { ...one, read_at: one.read_at ?? read_at } : one,
    )
    return { ...known, items, unread: Math.max(0, known.unread - read) }
  })
}
