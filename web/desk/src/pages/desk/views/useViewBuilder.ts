/** The dialog that makes a list of one's own, or changes the one that is shown; and the commands that lead to lists. */
import { toast } from '@zhanggui/ui'
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useCommands } from '@/app/commands'
import type { ViewContent } from '@/app/savedViews'
import type { useDeskRoute } from '../state/useDeskRoute'
import type { useCustomList } from './useCustomList'
import type { useSavedViews } from './useSavedViews'

export function useViewBuilder(
  place: ReturnType<typeof useDeskRoute>,
  savedViews: ReturnType<typeof useSavedViews>,
  custom: ReturnType<typeof useCustomList>,
) {
  const { t } = useI18n()
  const building = ref<{ changing: boolean } | null>(null)
  const built = computed(() => (building.value?.changing && custom.view.value) || null)
  async function keep(content: ViewContent) {
    const saved = await savedViews.save(built.value, content)
    toast(t('views.saved', { name: saved.name }), { tone: 'ok' })
    place.showSaved(saved.id)
  }
  useCommands(() => [
    {
      id: 'new-view',
      group: 'action',
      title: t('views.new'),
      words: 'filter view saved shaixuan shitu',
      run: () => (building.value = { changing: false }),
    },
    ...savedViews.views.value.map(({ id, name }) => ({
      id: `view-${id}`,
      group: 'page' as const,
      title: t('views.go', { name }),
      words: name,
      run: () => place.showSaved(id),
    })),
  ])
  return { building, built, keep }
}
