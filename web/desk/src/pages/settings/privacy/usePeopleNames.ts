import { useQuery } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { listStaff } from '@/app/api'
import { keys } from '@/live/keys'

/** Who did it, by name; nobody where the server did it by itself. */
export function usePeopleNames() {
  const { t } = useI18n()
  const { data } = useQuery({ queryKey: keys.staff, queryFn: listStaff })
  return (id: string | null | undefined): string => {
    if (!id) return t('settings.privacy.by_server')
    return data.value?.find((one) => one.id === id)?.name ?? '…'
  }
}
