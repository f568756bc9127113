/** Colleagues and groups by name. */
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { listStaff } from '@/app/api'
import { keys as receptionKeys, listGroups } from '@/app/reception'
import { me } from '@/app/session'
import { keys } from '@/live/keys'

export function useColleagues() {
  const staff = useQuery({ queryKey: keys.staff, queryFn: listStaff, staleTime: Infinity })
  const groups = useQuery({ queryKey: receptionKeys.groups, queryFn: listGroups })
  return {
    groups: computed(() => groups.data.value ?? []),
    others: computed(() =>
      (staff.data.value ?? []).filter(({ id, active }) => active && id !== me.value?.staff.id),
    ),
    person: (id: string) => staff.data.value?.find((one) => one.id === id),
    group: (id: string | null | undefined) => groups.data.value?.find((one) => one.id === id)?.name,
  }
}
