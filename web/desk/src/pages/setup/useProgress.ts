/** What of the first run is done, told by the server: a reload or another tab sees the same. */
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { listInboxes, listInvitations, listStaff } from '@/app/api'
import { me } from '@/app/session'
import { keys } from '@/live/keys'
import { listConversations } from '@/live/requests'
import type { Step } from './steps'

/** Events tell at once; asking helps where they do not get through. */
const ASK_MS = 1_500

export function useProgress() {
  const signedIn = computed(() => me.value !== null)
  const inboxes = useQuery({
    queryKey: keys.inboxes,
    queryFn: listInboxes,
    enabled: signedIn,
    refetchInterval: ({ state }) =>
      state.data?.some((inbox) => inbox.first_ping_at) ? false : ASK_MS,
  })
  const firstChat = useQuery({
    queryKey: ['setup', 'first-chat'],
    queryFn: async ({ signal }) => {
      const { items } = await listConversations({ view: 'all' }, null, signal)
      return items[0] ?? null
    },
    enabled: signedIn,
    refetchInterval: ({ state }) => (state.data ? false : ASK_MS),
  })
  const staff = useQuery({ queryKey: keys.staff, queryFn: listStaff, enabled: signedIn })
  const invitations = useQuery({
    queryKey: ['invitations'],
    queryFn: listInvitations,
    enabled: signedIn,
  })

  const done = computed<Record<Step, boolean>>(() => ({
    shop: signedIn.value,
    script: inboxes.data.value?.some((inbox) => inbox.first_ping_at) ?? false,
    invite: (staff.data.value?.length ?? 0) > 1 || (invitations.data.value?.length ?? 0) > 0,
    chat: Boolean(firstChat.data.value),
  }))
  const known = computed(() =>
    [inboxes, firstChat, staff, invitations].every((query) => !query.isPending.value),
  )
  return { signedIn, known, done, inboxes, firstChat, invitations }
}
