/** How many conversations each colleague serves, from the list of all that is running; asked for while a menu is open. */
import { computed, type Ref } from 'vue'
import { useConversations } from './useConversations'

export function useLoad(open: Ref<boolean>) {
  const { items } = useConversations(
    computed(() => ({ view: 'all' as const })),
    open,
  )
  return computed(() => {
    const load = new Map<string, number>()
    for (const { assignee_id } of items.value) {
      if (assignee_id) load.set(assignee_id, (load.get(assignee_id) ?? 0) + 1)
    }
    return load
  })
}
