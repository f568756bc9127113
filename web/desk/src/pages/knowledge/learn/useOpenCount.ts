/** How many candidates wait for somebody to decide. */
import { useQuery } from '@tanstack/vue-query'
import { countOpen, keys } from '@/app/learning'
import { can } from '@/app/session'

const RENEW_MS = 60_000

export function useOpenCount() {
  const { data } = useQuery({
    queryKey: keys.open,
    queryFn: countOpen,
    enabled: can('read_knowledge') && can('read_conversations'),
    refetchInterval: RENEW_MS,
  })
  return data
}
