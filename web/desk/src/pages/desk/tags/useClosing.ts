/** Whether whoever closes a conversation is asked why. */
import { computed } from 'vue'
import { useReasonSettings, useTags, type ReasonPolicy } from '@/app/tags'
import type { Conversation } from '@/live/model'

export function useClosing() {
  const tags = useTags()
  const settings = useReasonSettings()
  const root = computed(() => settings.data.value?.settings.root_id ?? null)
  const reasons = computed(() => {
    const { value: id } = root
    if (!id) return []
    const below = new Set(tags.branch(id))
    below.delete(id)
    return tags.offered.value.filter(({ tag }) => below.has(tag.id))
  })

  function policyOf(conversation: Conversation): ReasonPolicy {
    const { data } = settings
    const own = data.value?.settings.inboxes.find(
      ({ inbox_id }) => inbox_id === conversation.inbox_id,
    )
    return own?.policy ?? data.value?.settings.policy ?? 'off'
  }

  /** What is asked before this one is closed; `off`: nothing. */
  function asks(conversation: Conversation): ReasonPolicy {
    const { value: id } = root
    if (!id || !reasons.value.length) return 'off'
    const given = new Set(tags.branch(id).filter((one) => one !== id))
    if (conversation.tag_ids.some((one) => given.has(one))) return 'off'
    return policyOf(conversation)
  }

  /** The server knows better: somebody has just changed the rule. */
  const renew = () => Promise.all([settings.refetch(), tags.query.refetch()])

  return { reasons, asks, policyOf, renew }
}
