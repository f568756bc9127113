/** The line to the server: up while somebody is signed in. */
import { shallowRef } from 'vue'
import type { QueryClient } from '@tanstack/vue-query'
import { connect, type Connection } from '@/live/connect'
import { keys } from '@/live/keys'
import type { Staff } from '@/live/model'
import { useLive } from '@/live/store'
import { watchActivity } from './activity'
import { announce, announceTold } from './announce'
import { arrived } from './notifications'
import { beActive } from './presence'
import { end, onSession } from './session'
import { feel, forgetStrain } from './strain'

export const connection = shallowRef<Connection | null>(null)

let stopWatching = () => {}

export function wireLive(queries: QueryClient) {
  onSession({
    begun({ staff, shop, seq }) {
      connection.value = connect(
        queries,
        { staffId: staff.id, shopId: shop.id, seq },
        {
          revoked: () => end(),
          heard(event) {
            if (event.name === 'inbox.updated')
              void queries.invalidateQueries({ queryKey: keys.inboxes })
            announce(event, staff.id)
            feel(event, staff.id)
          },
          told(notification, unread) {
            const isNew = arrived(queries, notification, unread)
            const staffs = queries.getQueryData<Staff[]>(keys.staff)
            const by = staffs?.find(({ id }) => id === notification.by_id)?.name ?? ''
            announceTold(notification, by, isNew)
          },
        },
      )
      const live = useLive()
      stopWatching = watchActivity(
        () => void beActive().catch(() => {}),
        () => !!live.presence.get(staff.id)?.automatic,
      )
    },
    ended() {
      stopWatching()
      forgetStrain()
      connection.value?.stop()
      connection.value = null
      queries.clear()
    },
  })
}
