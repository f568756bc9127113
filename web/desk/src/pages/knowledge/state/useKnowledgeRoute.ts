/** What the page shows is in its address: the filters, the open entry, the pane of a narrow window. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { NOTHING, read, write, type Filters } from './filters'
import { NEW } from './unsaved'

export function useKnowledgeRoute() {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => read(route.query))
  const openId = computed(() => String(route.params['entryId'] ?? '') || null)
  /** Where there is no room beside the list, the categories are a page of their own. */
  const showsCategories = computed(() => route.query['pane'] === 'categories')
  /** The words of a new entry that was begun elsewhere. */
  const newTitle = computed(() =>
    typeof route.query['title'] === 'string' ? route.query['title'] : '',
  )

  const go = (
    to: { id?: string | null; filters?: Filters; categories?: boolean; title?: string },
    replace = false,
  ) => {
    const { id = openId.value, filters: next = filters.value, categories = false, title = '' } = to
    return router[replace ? 'replace' : 'push']({
      name: 'knowledge',
      params: { entryId: id ?? '' },
      query: {
        ...write(next),
        ...(categories && { pane: 'categories' }),
        ...(title && { title }),
      },
    })
  }

  return {
    filters,
    openId,
    showsCategories,
    newTitle,
    open: (id: string | null, replace = false) => void go({ id }, replace),
    create: (title = '') => void go({ id: NEW, title }),
    /** Typing is not a step to go back to. */
    set: (change: Partial<Filters>) => void go({ filters: { ...filters.value, ...change } }, true),
    choose: (category: string) => void go({ filters: { ...filters.value, category } }),
    look: (flag: Filters['flag']) => void go({ id: null, filters: { ...NOTHING, flag } }),
    drafts: () => void go({ id: null, filters: { ...NOTHING, state: 'draft' } }),
    clear: () => void go({ filters: { ...NOTHING, category: filters.value.category } }, true),
    categories: (shown: boolean) => void go({ categories: shown }),
  }
}
