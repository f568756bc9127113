/** The line to the server: up while somebody is signed in. */
import { shallowRef } from 'vue'
import type { QueryClient } from '@tanstack/vue-query'
import { connect, type Connection } from '@/live/connect'
import { keys } from '@/live/keys'
import { announce } from './announce'
import { end, onSession } from './session'

export const connection = shallowRef<Connection | null>(null)

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
          },
        },
      )
    },
    ended() {
      connection.value?.stop()
      connection.value = null
      queries.clear()
    },
  })
}
