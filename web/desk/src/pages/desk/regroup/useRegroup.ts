/** Makes one conversation of two, or two of one, shows it at once, and offers the way back. */
import { useQueryClient } from '@tanstack/vue-query'
import { toast } from '@zhanggui/ui'
import { useI18n } from 'vue-i18n'
import { attempt } from '@/app/useForm'
import { applyAnswer } from '@/live/apply'
import { regrouped } from '@/live/learn'
import { useDeskRoute } from '../state/useDeskRoute'
import { usePeople } from '../state/usePeople'
import { merge, split, undo, type Regrouping } from './requests'

/** `close`: puts away what asked for it, before another conversation takes the place of the open one. */
export function useRegroup(close: () => void) {
  const cache = useQueryClient()
  const { t } = useI18n()
  const people = usePeople()
  const place = useDeskRoute()

  function show({ conversation, other }: Regrouping) {
    for (const one of [other, conversation]) applyAnswer(cache, one, people.me.value)
    regrouped(cache, [conversation.id, other.id])
  }

  async function back(id: string, undoId: string, shows: string) {
    const now = await attempt(() => undo(id, undoId))
    if (!now) return
    show(now)
    place.open(shows, true)
    toast(t('regroup.undone'), { tone: 'ok' })
  }

  /** `was`: what is shown again when it is undone. */
  async function run(
    act: () => Promise<Regrouping>,
    was: string,
    words: (done: Regrouping) => string,
  ) {
    const done = await attempt(act)
    if (!done) return
    close()
    show(done)
    place.open(done.conversation.id, true)
    const { undo_id: undoId } = done
    const action = undoId && {
      label: t('desk.done.undo'),
      run: () => void back(done.conversation.id, undoId, was),
    }
    toast(words(done), { tone: 'ok', ...(action && { action }) })
  }

  return {
    merge: (id: string, other: string, into?: string) =>
      run(
        () => merge(id, other, into),
        id,
        ({ conversation }) => t('regroup.merged', { number: conversation.number }),
      ),
    split: (id: string, from: string) =>
      run(
        () => split(id, from),
        id,
        ({ conversation }) => t('regroup.split', { number: conversation.number }),
      ),
  }
}
