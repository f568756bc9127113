/** Changes many conversations, a few at a time, and says once what came of it. */
import { useQueryClient } from '@tanstack/vue-query'
import { toast } from '@zhanggui/ui'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { attempt } from '@/app/useForm'
import { applyAnswer } from '@/live/apply'
import type { Conversation } from '@/live/model'
import { changeConversations, type BulkChange } from '@/live/requests'
import type { People } from '../state/usePeople'
import { stepsBack } from './undo'

/** Few enough that the bar moves on. */
const AT_ONCE = 20

/** `unreasoned`: told when the shop wants a reason and some have none. */
export function useBulk(people: People, unreasoned: () => void) {
  const cache = useQueryClient()
  const { t } = useI18n()
  /** How far it is, while it runs. */
  const progress = ref<{ done: number; of: number } | null>(null)

  /** Those that were changed, as they are now; fewer where some were refused or the line broke. */
  async function send(ids: readonly string[], change: BulkChange) {
    const changed = new Map<string, Conversation>()
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const some = ids.slice(at, at + AT_ONCE)
      const answers = await attempt(() => changeConversations(some, change))
      if (!answers) break
      if (answers.some(({ code }) => code === 'closing_reason_required')) unreasoned()
      for (const { id, conversation } of answers) {
        if (!conversation) continue
        applyAnswer(cache, conversation, people.me.value)
        changed.set(id, conversation)
      }
      if (progress.value) progress.value.done += some.length
    }
    return changed
  }

  async function undo(
    before: readonly Conversation[],
    after: ReadonlyMap<string, Conversation>,
    change: BulkChange,
  ) {
    const gained = ({ id, tag_ids: had }: Conversation) =>
      after.get(id)?.tag_ids.filter((tag) => !had.includes(tag)) ?? []
    const steps = stepsBack(before, Date.now(), change.action, gained)
    if (progress.value) return
    progress.value = { done: 0, of: steps.reduce((sum, { ids }) => sum + ids.length, 0) }
    for (const step of steps) await send(step.ids, step.change)
    progress.value = null
    toast(t('bulk.undone', { count: before.length }, before.length), { tone: 'ok' })
  }

  /** `done`: what the toast says of so many. */
  async function run(
    chosen: readonly Conversation[],
    change: BulkChange,
    done: (count: number) => string,
  ) {
    if (progress.value || !chosen.length) return
    progress.value = { done: 0, of: chosen.length }
    const ids = chosen.map(({ id }) => id)
    const changed = await send(ids, change)
    progress.value = null
    const refused = chosen.length - changed.size
    if (refused) toast(t('bulk.refused', { count: refused }, refused), { tone: 'danger' })
    if (!changed.size) return
    const before = chosen.filter(({ id }) => changed.has(id))
    const action = { label: t('desk.done.undo'), run: () => void undo(before, changed, change) }
    toast(done(changed.size), { tone: 'ok', action })
  }

  return { progress, run }
}
