/** What I am to be reminded of, and what is done about it. */
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { toast } from '@zhanggui/ui'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import {
  createFollowUp,
  listFollowUps,
  updateFollowUp,
  type FollowUp,
  type NewFollowUp,
} from '@/app/followUps'
import { attempt } from '@/app/useForm'
import { useNow } from '@/live/clock'
import { keys } from '@/live/keys'
import { useMoments } from '../state/useMoments'
import { isDue, sorted } from './sorted'

export function useFollowUps() {
  const cache = useQueryClient()
  const { t } = useI18n()
  const moments = useMoments()
  const now = useNow()
  const query = useQuery({ queryKey: keys.myFollowUps, queryFn: listFollowUps })
  const all = computed(() => query.data.value ?? [])
  /** Of a clock that ticks, only what is due by it changes anything. */
  const dueIds = computed(() =>
    all.value
      .filter((one) => isDue(one, now.value))
      .map(({ id }) => id)
      .join(),
  )
  const due = computed(() => {
    const ids = dueIds.value.split(',')
    return all.value.filter(({ id }) => ids.includes(id))
  })

  /** True when it was done. */
  async function change(act: () => Promise<unknown>): Promise<boolean> {
    const done = await attempt(async () => {
      await act()
      return true
    })
    if (done) await cache.invalidateQueries({ queryKey: keys.followUps })
    return done === true
  }

  async function told(act: () => Promise<unknown>, text: string, undo: () => Promise<unknown>) {
    if (!(await change(act))) return false
    const run = () => void change(undo)
    toast(text, { tone: 'ok', action: { label: t('desk.done.undo'), run } })
    return true
  }

  return {
    query,
    all,
    /** Those whose time has come, the earliest first. */
    due,
    drawers: computed(() => sorted(all.value, now.value)),
    create: async (conversationId: string, wanted: NewFollowUp) => {
      if (!(await change(() => createFollowUp(conversationId, wanted)))) return false
      toast(t('followups.created', { time: moments.full(wanted.due_at) }), { tone: 'ok' })
      return true
    },
    finish: ({ id }: FollowUp) =>
      told(
        () => updateFollowUp(id, { done: true }),
        t('followups.finished'),
        () => updateFollowUp(id, { done: false }),
      ),
    postpone: async ({ id }: FollowUp, at: Date) => {
      const due_at = at.toISOString()
      if (await change(() => updateFollowUp(id, { due_at })))
        toast(t('followups.created', { time: moments.full(due_at) }), { tone: 'ok' })
    },
  }
}
