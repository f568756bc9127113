/** The line to the server: up while somebody is signed in. */
import { shallowRef } from 'vue'
import type { QueryClient } from '@tanstack/vue-query'
import type { Connection } from '@/live/connect'
import { keys } from '@/live/keys'
import type { Staff } from '@/live/model'
import { useLive } from '@/live/store'
import { watchActivity } from './activity'
import { announce, announceTold } from './announce'
import { arrived } from './notifications'
import { fetched } from './parts'
import { preferences } from './preferences'
import { beActive } from './presence'
import { end, onSession } from './session'
import { feel, forgetStrain } from './strain'

export const connection = shallowRef<Connection | null>(null)

let stopWatching = () => {}
/** Which session it is: what a session that is over asked for comes too late. */
let turn = 0

export function wireLive(queries: QueryClient) {
  onSession({
    async begun({ staff, shop, seq }) {
      const mine = ++turn
      const { connect } = await fetched(() => import('@/live/connect'))
      if (mine !== turn) return
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
            announceTold(notification, by, isNew, staff.id in preferences.pushed)
          },
        },
      )
      if (staff.id in preferences.pushed)
        void import('./push').then(({ keep }) => keep(staff.id, queries)).catch(() => {})
      const live = useLive()
      stopWatching = watchActivity(
        () => void beActive().catch(() => {}),
        () => !!live.presence.get(staff.id)?.automatic,
      )
    },
    ended() {
      turn += 1
      stopWatching()
      forgetStrain()
      connection.value?.stop()
      connection.value = null
      queries.clear()
    },
  })
}
