/** To whom the tour of the practice desk is offered: who serves, is new, and neither finished it nor put it away. */
import { computed } from 'vue'
import { preferences } from './preferences'
import { can, me } from './session'

const NEW_MS = 14 * 86_400_000

export const offersTour = computed(() => {
  const staff = me.value?.staff
  if (!staff || staff.tour_finished_at || preferences.tourless.includes(staff.id)) return false
  return can('reply') && Date.now() - Date.parse(staff.created_at) < NEW_MS
})

export function declineTour() {
  if (me.value) preferences.tourless = [...preferences.tourless, me.value.staff.id]
}
