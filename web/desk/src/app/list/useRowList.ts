/** A long list of which one row is chosen: that row stays in sight, and the next page comes before the end is seen. */
import type { Virtualizer } from 'virtua/vue'
import { computed, nextTick, useTemplateRef, watch } from 'vue'

export interface RowList {
  items: readonly { id: string }[]
  selectedId: string | null
  /** There are further pages. */
  more: boolean
  loadingMore: boolean
}

/** How far before its end a list asks for more. */
const AHEAD_PX = 600

/** The template names its scrolling box `scroller` and its virtualizer `virtual`. */
export function useRowList(name: string, list: Readonly<RowList>, fetchMore: () => void) {
  const scroller = useTemplateRef<HTMLElement>('scroller')
  const virtual = useTemplateRef<InstanceType<typeof Virtualizer>>('virtual')
  const selectedIndex = computed(() => list.items.findIndex(({ id }) => id === list.selectedId))

  function scrolled() {
    const handle = virtual.value
    if (!list.more || !handle) return
    if (handle.scrollSize - handle.scrollOffset - handle.viewportSize < AHEAD_PX) fetchMore()
  }

  watch(
    () => list.selectedId,
    async () => {
      await nextTick()
      if (selectedIndex.value >= 0)
        virtual.value?.scrollToIndex(selectedIndex.value, { align: 'nearest' })
    },
  )
  watch(
    () => list.items.length,
    () => void nextTick(scrolled),
    { immediate: true },
  )

  return {
    /** The row a screen reader is on must exist even when it is scrolled away. */
    kept: computed(() => (selectedIndex.value < 0 ? [] : [selectedIndex.value])),
    listbox: computed(() => ({
      role: 'listbox',
      tabindex: 0,
      'aria-activedescendant': selectedIndex.value < 0 ? undefined : `${name}-${list.selectedId}`,
      'aria-busy': list.loadingMore,
    })),
    option: (id: string, index: number) => ({
      id: `${name}-${id}`,
      role: 'option',
      'aria-selected': id === list.selectedId,
      'aria-posinset': index + 1,
      'aria-setsize': list.more ? -1 : list.items.length,
    }),
    scrolled,
    focus: () => scroller.value?.focus(),
  }
}
