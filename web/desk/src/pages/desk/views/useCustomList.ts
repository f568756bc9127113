/** The list that the address names: a saved view, or a filter that nobody saved. */
import { useQueryClient } from '@tanstack/vue-query'
import { toast } from '@zhanggui/ui'
import { computed, onScopeDispose, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useTags } from '@/app/tags'
import { moves, type CustomFilter } from '@/live/filter'
import { keys } from '@/live/keys'
import type { useDeskRoute } from '../state/useDeskRoute'
import type { useSavedViews } from './useSavedViews'

/** What only time changes is asked for so often. */
const ASKED_EVERY_MS = 30_000

export function useCustomList(
  place: ReturnType<typeof useDeskRoute>,
  saved: ReturnType<typeof useSavedViews>,
) {
  const { t } = useI18n()
  const cache = useQueryClient()
  const tags = useTags()
  const view = computed(() => (place.savedId.value ? saved.byId(place.savedId.value) : undefined))
  const said = computed(() => {
    if (place.view.value !== 'custom') return null
    return place.said.value ?? view.value?.filter ?? (place.savedId.value ? null : {})
  })
  const branches = (ids: readonly string[] = []) => ids.flatMap((id) => tags.branch(id))
  const filter = computed<CustomFilter | null>(
    () =>
      said.value && {
        said: said.value,
        tagged: branches(said.value.tag_ids),
        untagged: branches(said.value.without_tag_ids),
      },
  )

  watch([() => saved.query.isSuccess.value, view, place.savedId], ([loaded, found, id]) => {
    if (place.view.value !== 'custom' || !id || !loaded || found) return
    toast(t('views.not_there'))
    place.choose('mine', true)
  })

  const timer = setInterval(() => {
    const now = filter.value
    if (now && moves(now.said))
      void cache.invalidateQueries({ queryKey: keys.list({ custom: now }) })
  }, ASKED_EVERY_MS)
  onScopeDispose(() => clearInterval(timer))

  return { view, said, filter }
}
