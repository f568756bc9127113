/** Which conversations of the list are chosen, to be changed together. */
import { computed, ref, watch, type Ref } from 'vue'
import type { Conversation } from '@/live/model'
import { all, extended, kept, MOST, nothing, toggled, type Selection } from './selection'

interface Pages {
  items: Ref<Conversation[]>
  hasNextPage: Ref<boolean>
  fetchNextPage: () => Promise<unknown>
}

/** `list`: what changes when another list is looked at. */
export function useSelection(pages: Pages, list: () => unknown) {
  const selection = ref<Selection>(nothing)
  const { items } = pages
  watch(list, () => (selection.value = nothing))
  watch(items, (rows) => (selection.value = kept(selection.value, rows)))

  /** Asks for more pages until there are as many as can be changed at once. */
  async function selectAll() {
    const looked = list()
    while (items.value.length < MOST && pages.hasNextPage.value) {
      const known = items.value.length
      await pages.fetchNextPage()
      if (list() !== looked || items.value.length === known) break
    }
    if (list() === looked) selection.value = all(items.value)
  }

  return {
    ids: computed(() => selection.value.ids),
    chosen: computed(() => items.value.filter(({ id }) => selection.value.ids.has(id))),
    toggle: (id: string) => (selection.value = toggled(selection.value, id)),
    extend: (id: string) => (selection.value = extended(selection.value, items.value, id)),
    selectAll,
    clear: () => (selection.value = nothing),
  }
}
