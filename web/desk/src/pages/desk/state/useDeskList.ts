/** The list beside the open conversation: what it shows, what is chosen in it, and what is done with many of them at once. */
import { computed } from 'vue'
import { useTags } from '@/app/tags'
import type { BulkChange } from '@/live/requests'
import { useBulk } from '../bulk/useBulk'
import { useSelection } from '../bulk/useSelection'
import { useFollowUps } from '../followups/useFollowUps'
import { useClosing } from '../tags/useClosing'
import { useCustomList } from '../views/useCustomList'
import { useSavedViews } from '../views/useSavedViews'
import { useConversations } from './useConversations'
import type { useDeskRoute } from './useDeskRoute'
import type { People } from './usePeople'

export function useDeskList(place: ReturnType<typeof useDeskRoute>, people: People) {
  const { view, inboxId, tagId, openId } = place
  const tags = useTags()
  const closing = useClosing()
  /** What I am to follow up is a list of its own. */
  const conversationView = computed(() => (view.value === 'follow_ups' ? null : view.value))
  const savedViews = useSavedViews()
  const custom = useCustomList(place, savedViews)
  const list = useConversations(
    computed(() => {
      if (custom.filter.value) return { custom: custom.filter.value }
      const known = conversationView.value
      return {
        view: known && known !== 'custom' ? known : 'mine',
        ...(inboxId.value && { inbox_id: inboxId.value }),
        ...(tagId.value && { tag: { id: tagId.value, branch: tags.branch(tagId.value) } }),
      }
    }),
    computed(
      () => conversationView.value !== null && (view.value !== 'custom' || !!custom.said.value),
    ),
  )
  const followUps = useFollowUps()
  /** The conversations in the order in which the list shows them. */
  const rows = computed<{ id: string }[]>(() =>
    conversationView.value
      ? list.items.value
      : [...new Set(followUps.all.value.map((one) => one.conversation_id))].map((id) => ({ id })),
  )

  const selection = useSelection(
    list,
    () => `${view.value}/${inboxId.value}/${tagId.value}/${JSON.stringify(custom.said.value)}`,
  )
  const bulk = useBulk(people, () => void closing.renew())
  async function changeChosen(change: BulkChange, done: (count: number) => string) {
    const chosen = selection.chosen.value
    selection.clear()
    const opened = chosen.find(({ id }) => id === openId.value)
    await bulk.run(chosen, change, done)
    if (opened && change.action !== 'assign') place.open(null)
  }

  return { conversationView, savedViews, custom, list, rows, selection, bulk, changeChosen }
}
