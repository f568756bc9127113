/** Rows that are put in order by hand: dragged, or moved with Alt and an arrow, which the focus goes along with. */
import { nextTick, ref } from 'vue'
import { dropped, shifted } from './order'

export type Ordering = ReturnType<typeof useOrdering>

interface Rows {
  /** What holds the rows; in each stands an element with the row's `data-id`, which takes the focus. */
  list: () => HTMLElement | null
  /** As they are now. */
  ids: () => string[]
  put: (order: string[]) => Promise<unknown>
}

export function useOrdering({ list, ids, put }: Rows) {
  const dragged = ref<string | null>(null)
  const over = ref<string | null>(null)

  async function shift(id: string, by: 1 | -1) {
    const order = shifted(ids(), id, by)
    if (!order) return
    await put(order)
    await nextTick()
    list()?.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus()
  }

  function key(event: KeyboardEvent, id: string) {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (!by || !event.altKey) return
    event.preventDefault()
    void shift(id, by)
  }

  function end() {
    dragged.value = over.value = null
  }

  function drop(onto: string) {
    const order = dragged.value && dropped(ids(), dragged.value, onto)
    end()
    if (order) void put(order)
  }

  /** What a `DragRow` is bound to. */
  const row = (id: string) => ({
    class: over.value === id && 'bg-brand-soft',
    onDrag: () => (dragged.value = id),
    onOver: () => (over.value = id),
    onDrop: () => drop(id),
    onEnd: end,
  })

  return { shift, key, row }
}
