/** All drafts of a list are published in one step, and taken back in one. */
import { toast } from '@zhanggui/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { keys, turnEntries, type EntryState, type EntrySummary } from '@/app/knowledge'
import { attempt } from '@/app/useForm'

/** The server takes no more at once. */
const MOST = 200

/** Drafts that say something, as many as are published at once. */
export const publishable = (items: readonly EntrySummary[]) =>
  items.filter(({ state, answer_count }) => state === 'draft' && answer_count > 0).slice(0, MOST)

/** The entries that became so. */
async function turn(ids: string[], state: EntryState): Promise<string[]> {
  const done = await attempt(() => turnEntries(ids, state))
  return (done ?? []).flatMap(({ id, code }) => (code ? [] : [id]))
}

export function usePublishing() {
  const { t } = useI18n()
  const cache = useQueryClient()
  const busy = ref(false)

  async function takeBack(ids: string[]) {
    const archived = await turn(ids, 'archived')
    if (archived.length) await turn(archived, 'draft')
    await cache.invalidateQueries({ queryKey: keys.all })
  }

  async function publish(items: readonly EntrySummary[]) {
    busy.value = true
    const done = await turn(
      publishable(items).map(({ id }) => id),
      'approved',
    )
    busy.value = false
    if (!done.length) return
    await cache.invalidateQueries({ queryKey: keys.all })
    toast(t('knowledge.published', { n: done.length }), {
      tone: 'ok',
      action: { label: t('app.undo'), run: () => void takeBack(done) },
    })
  }

  return { busy, publish }
}
