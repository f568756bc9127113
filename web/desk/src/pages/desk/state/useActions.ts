/** What an agent does with a conversation. Each act shows at once, says so, and can be undone where that makes sense. */
import { useQueryClient } from '@tanstack/vue-query'
import { Refused } from '@zhanggui/api'
import { toast } from '@zhanggui/ui'
import { useI18n } from 'vue-i18n'
import { applyAnswer, applyCustomer } from '@/live/apply'
import { keys } from '@/live/keys'
import type { Conversation, Customer, Message } from '@/live/model'
import { patchThread, type Thread } from '@/live/patch'
import * as requests from '@/live/requests'
import { useMoments } from './useMoments'
import { usePeople, type People } from './usePeople'
import { tell } from '@/app/problems'

function failed(error: unknown): undefined {
  const { text, requestId } = tell(error)
  toast(requestId ? `${text} (${requestId})` : text, { tone: 'danger' })
}

const isUnreasoned = (error: unknown) =>
  error instanceof Refused && error.problem.code === 'closing_reason_required'

const placeOf = ({ assignee_id, group_id }: Conversation): requests.Place => ({
  to: assignee_id,
  group: group_id,
})

/** `people`: given where they are provided, since a component cannot inject from itself. */
export function useActions(people: People = usePeople()) {
  const cache = useQueryClient()
  const { t } = useI18n()
  const moments = useMoments()

  /** True when it was done. */
  async function change(
    act: () => Promise<Conversation>,
    done?: string,
    undo?: () => void,
    refused: (error: unknown) => undefined = failed,
  ): Promise<boolean> {
    const now = await act().catch(refused)
    if (!now) return false
    applyAnswer(cache, now, people.me.value)
    const action = undo && { label: t('desk.done.undo'), run: undo }
    if (done) toast(done, { tone: 'ok', ...(action && { action }) })
    return true
  }

  /** The opposite: back to the status, the assignee, the tags and the hour it had. */
  function restore(before: Conversation) {
    return () =>
      void change(async () => {
        let now = await requests.reopen(before.id)
        if (now.assignee_id !== before.assignee_id)
          now = await requests.assign(before.id, placeOf(before))
        if (now.tag_ids.length !== before.tag_ids.length)
          now = await requests.tagConversation(before.id, before.tag_ids)
        if (before.status === 'snoozed')
          now = await requests.snooze(before.id, before.snoozed_until)
        return now
      }, t('desk.done.reopened'))
  }

  function transferred({ to, group, name }: requests.NamedPlace): string {
    if (to) return t('desk.done.transferred', { name })
    return group ? t('desk.done.queued_for', { group: name }) : t('desk.done.queued')
  }

  const assign = (
    before: Conversation,
    { note, ...place }: requests.Place & { note?: string },
    done: string,
  ) =>
    change(
      () => requests.assign(before.id, place, note),
      done,
      () => void change(() => requests.assign(before.id, placeOf(before))),
    )

  async function recall(message: Message) {
    const recalled = await requests.recallMessage(message.conversation_id, message.id).catch(failed)
    if (!recalled) return false
    cache.setQueryData<Thread>(
      keys.thread(message.conversation_id),
      (thread) => thread && patchThread(thread, recalled, Number.MAX_SAFE_INTEGER),
    )
    return true
  }

  /** Takes back what I said last, if it is these words. */
  async function unsay(id: string, words: string) {
    const thread = cache.getQueryData<Thread>(keys.thread(id))
    const mine = thread?.items.findLast(
      ({ author, staff_id }) => author === 'agent' && staff_id === people.me.value,
    )
    if (mine?.text === words) await recall(mine)
  }

  return {
    /** `unreasoned`: told when the shop wants a reason and there is none. `words`: what the customer is told with it. */
    solve: (
      conversation: Conversation,
      reasons: string[] = [],
      unreasoned?: () => void,
      words?: string,
    ) => {
      const seen_seq = conversation.last_message?.seq ?? null
      const undo = restore(conversation)
      return change(
        () =>
          requests.solve(conversation.id, reasons, words ? { text: words, seen_seq } : undefined),
        t('desk.done.solved', { name: conversation.customer.name }),
        words ? () => (undo(), void unsay(conversation.id, words)) : undo,
        (error) => (unreasoned && isUnreasoned(error) ? void unreasoned() : failed(error)),
      )
    },
    tag: (before: Conversation, tagIds: string[]) =>
      change(
        () => requests.tagConversation(before.id, tagIds),
        t('tags.done', { name: before.customer.name }),
        () => void change(() => requests.tagConversation(before.id, before.tag_ids)),
      ),
    markSpam: (conversation: Conversation) =>
      change(
        () => requests.markSpam(conversation.id),
        t('spam.marked', { name: conversation.customer.name }),
        () => void change(() => requests.unmarkSpam(conversation.id), t('spam.unmarked')),
      ),
    unmarkSpam: (conversation: Conversation) =>
      change(
        () => requests.unmarkSpam(conversation.id),
        t('spam.unmarked'),
        () => void change(() => requests.markSpam(conversation.id)),
      ),
    reopen: (conversation: Conversation) =>
      change(() => requests.reopen(conversation.id), t('desk.done.reopened')),
    take: (conversation: Conversation) =>
      assign(
        conversation,
        { to: people.me.value, group: null },
        t('desk.done.taken', { name: conversation.customer.name }),
      ),
    transfer: (conversation: Conversation, place: requests.NamedPlace) =>
      assign(conversation, place, transferred(place)),
    /** Without a time until the buyer writes. */
    snooze: (conversation: Conversation, at: Date | null) => {
      const until = at?.toISOString() ?? null
      return change(
        () => requests.snooze(conversation.id, until),
        until
          ? t('desk.done.snoozed', { time: moments.full(until) })
          : t('desk.done.snoozed_until_reply'),
        restore(conversation),
      )
    },
    update: (
      conversation: Conversation,
      fields: Parameters<typeof requests.updateConversation>[1],
    ) => change(() => requests.updateConversation(conversation.id, fields)),

    recall,

    async updateCustomer(
      customer: Customer,
      fields: Parameters<typeof requests.updateCustomer>[1],
      done?: string,
    ): Promise<boolean> {
      const now = await requests.updateCustomer(customer.id, fields).catch(failed)
      if (!now) return false
      applyCustomer(cache, now)
      toast(done ?? t('desk.done.saved'), { tone: 'ok' })
      return true
    },
  }
}
