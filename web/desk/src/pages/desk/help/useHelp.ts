/** What colleagues ask of each other, as it concerns me. */
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import {
  answerHelpRequest,
  askForHelp,
  closeHelpRequest,
  listHelpRequests,
  type Asked,
} from '@/app/helpRequests'
import { attempt } from '@/app/useForm'
import { keys } from '@/live/keys'
import { usePeople } from '../state/usePeople'
import { asksMe, concernsMe } from './sides'

export function useHelp() {
  const cache = useQueryClient()
  const people = usePeople()
  const requests = useQuery({ queryKey: keys.helpRequests, queryFn: listHelpRequests })
  const all = computed(() => requests.data.value ?? [])

  /** True when it was done. */
  async function change(act: () => Promise<unknown>): Promise<boolean> {
    const done = await attempt(async () => {
      await act()
      return true
    })
    if (done) await cache.invalidateQueries({ queryKey: keys.helpRequests })
    return done === true
  }

  return {
    /** Those that wait for my answer, the oldest first. */
    asked: computed(() => all.value.filter((one) => asksMe(one, people.me.value))),
    of: (conversationId: string) =>
      all.value.filter(
        (one) => one.conversation_id === conversationId && concernsMe(one, people.me.value),
      ),
    ask: (conversationId: string, asked: Asked, text: string) =>
      change(() => askForHelp(conversationId, asked, text)),
    answer: (id: string, text: string) => change(() => answerHelpRequest(id, text)),
    close: (id: string) => change(() => closeHelpRequest(id)),
  }
}
