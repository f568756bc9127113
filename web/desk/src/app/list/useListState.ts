/** What a pane shows: that it loads, that it failed, that there is nothing, or the rows. */
import { computed } from 'vue'
import { tell } from '../problems'

interface Loaded {
  items: readonly unknown[]
  loading: boolean
  error: Error | null
}

export function useListState(list: Readonly<Loaded>) {
  const told = computed(() => tell(list.error))
  const state = computed(() => {
    if (list.loading) return 'loading'
    // What was there before a failure is still worth showing.
    if (list.items.length) return 'rows'
    return list.error ? 'failed' : 'empty'
  })
  return { state, told }
}
