/** The words a row shows besides the conversation itself: inbox, who serves, who looks, when. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Conversation } from '@/live/model'
import { useLive } from '@/live/store'
import { useFollowUps } from '../followups/useFollowUps'
import { useMoments } from '../state/useMoments'
import { usePeople } from '../state/usePeople'

export function useRowWords() {
  const { t } = useI18n()
  const live = useLive()
  const people = usePeople()
  const moments = useMoments()
  const { due } = useFollowUps()
  const followUps = computed(
    () => new Map(due.value.map(({ conversation_id, text }) => [conversation_id, text])),
  )

  function waitsInVain({ assignee_id: owner, waiting_since: since, status }: Conversation) {
    if (!owner || owner === people.me.value || !since || status === 'snoozed') return false
    return ['offline', 'away'].includes(people.presence(owner))
  }

  /** When what was put off comes back. */
  function snoozed({ status, snoozed_until: until }: Conversation): string | null {
    if (status !== 'snoozed') return null
    return until
      ? t('desk.list.wakes', { time: moments.short(until) })
      : t('desk.list.wakes_on_reply')
  }

  return (conversation: Conversation) => {
    const others = (live.viewers.get(conversation.id) ?? []).filter((id) => id !== people.me.value)
    const serves = conversation.assignee_id
    const at = conversation.last_message?.at ?? conversation.created_at
    return {
      // Of a single one it says nothing, and takes the room of the name.
      inbox: people.inboxes.value.length > 1 ? people.inbox(conversation.inbox_id) : '',
      lookers: people.names(others),
      assignee: serves && serves !== people.me.value ? people.name(serves) : '',
      away: waitsInVain(conversation),
      followUp: followUps.value.get(conversation.id) ?? '',
      moment: snoozed(conversation) ?? moments.short(at),
    }
  }
}
