/** The saved views, each with what it holds, and what is done with them. */
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { toast } from '@zhanggui/ui'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import {
  createSavedView,
  deleteSavedView,
  listSavedViews,
  replaceSavedView,
  restoreSavedView,
  type SavedView,
  type ViewContent,
} from '@/app/savedViews'
import { attempt } from '@/app/useForm'
import { keys } from '@/live/keys'

/** What they hold is counted by the server, and changes with every message. */
const COUNTED_EVERY_MS = 20_000

export function useSavedViews() {
  const { t } = useI18n()
  const cache = useQueryClient()
  const query = useQuery({
    queryKey: keys.savedViews,
    queryFn: listSavedViews,
    refetchInterval: COUNTED_EVERY_MS,
  })
  const views = computed(() => query.data.value ?? [])
  const renew = () => cache.invalidateQueries({ queryKey: keys.savedViews })

  async function save(view: SavedView | null, content: ViewContent): Promise<SavedView> {
    const saved = await (view ? replaceSavedView(view, content) : createSavedView(content))
    await renew()
    return saved
  }

  /** True when it is gone; it comes back by undoing. */
  async function remove(view: SavedView): Promise<boolean> {
    const gone = await attempt(() => deleteSavedView(view.id).then(() => true))
    if (!gone) return false
    await renew()
    const run = () => void attempt(() => restoreSavedView(view.id)).then(renew)
    const action = { label: t('desk.done.undo'), run }
    toast(t('views.deleted', { name: view.name }), { tone: 'ok', action })
    return true
  }

  return {
    query,
    views,
    byId: (id: string) => views.value.find((view) => view.id === id),
    save,
    remove,
  }
}
