/** What is done with the open conversation, and where that leads: leaving it opens the next task at once. */
import type { Ref } from 'vue'
import type { Conversation } from '@/live/model'
import type { NamedPlace } from '@/live/requests'
import { nextAfter } from '../next'
import { useSolving } from '../solving/useSolving'
import { useClosing } from '../tags/useClosing'
import { useActions } from './useActions'
import type { useDeskRoute } from './useDeskRoute'
import type { People } from './usePeople'

interface Desk {
  people: People
  place: ReturnType<typeof useDeskRoute>
  /** The conversation that is open, as it is now. */
  open: () => Conversation | undefined
  items: Readonly<Ref<Conversation[]>>
  stacked: Readonly<Ref<boolean>>
  mayReply: () => boolean
}

export function useServing({ people, place, open, items, stacked, mayReply }: Desk) {
  const actions = useActions(people)
  const closing = useClosing()

  function leave(left: Conversation, done: boolean) {
    if (!done || place.openId.value !== left.id) return
    const stays = ['solved', 'spam', 'follow_ups'].includes(place.view.value) || stacked.value
    const next = stays ? null : nextAfter(items.value, left.id)
    place.open(next?.id ?? null)
  }
  const take = (conversation: Conversation) => void actions.take(conversation)
  const transfer = async (conversation: Conversation, to: NamedPlace) =>
    leave(conversation, await actions.transfer(conversation, to))
  const snooze = async (conversation: Conversation, until: Date | null) =>
    leave(conversation, await actions.snooze(conversation, until))
  const end = async (
    conversation: Conversation,
    reasons: string[],
    words?: string,
  ): Promise<void> =>
    leave(
      conversation,
      await actions.solve(
        conversation,
        reasons,
        () => void closing.renew().then(() => solving.begin(conversation, 'required')),
        words,
      ),
    )
  const solving = useSolving({ open, policyOf: closing.asks, mayReply, end })
  const reopen = (conversation: Conversation) => void actions.reopen(conversation)
  async function spam(conversation: Conversation) {
    if (conversation.shelf) return void actions.unmarkSpam(conversation)
    leave(conversation, await actions.markSpam(conversation))
  }

  return { leave, take, transfer, snooze, solving, reopen, spam, closing }
}
