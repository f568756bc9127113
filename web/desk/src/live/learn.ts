/** Thin events say that something changed, not what: it is asked for, once for a burst, and only if it is shown. */
import type { QueryClient } from '@tanstack/vue-query'
import { applyAnswer, applyCustomer, showsCustomer } from './apply'
import { keys } from './keys'
import type { LiveEvent } from './model'
import { showConversation, showCustomer } from './requests'

const BURST_MS = 250

/** What was said is not shown for a moment longer; lists may hold a conversation that is gone. */
function forget(cache: QueryClient, conversation: string) {
  void cache.resetQueries({ queryKey: keys.thread(conversation) })
  void cache.invalidateQueries({ queryKey: keys.conversation(conversation) })
  void cache.invalidateQueries({ queryKey: keys.lists })
  void cache.invalidateQueries({ queryKey: keys.followUps })
}

/** Messages went from one conversation to another: all that is shown of both is asked for anew. */
export function regrouped(cache: QueryClient, conversations: readonly (string | undefined)[]) {
  for (const id of conversations) {
    if (!id) continue
    void cache.invalidateQueries({ queryKey: keys.thread(id) })
    void cache.invalidateQueries({ queryKey: keys.conversation(id) })
  }
  void cache.invalidateQueries({ queryKey: keys.lists })
  void cache.invalidateQueries({ queryKey: keys.followUps })
  void cache.invalidateQueries({ queryKey: keys.helpRequests })
}

export function learner(cache: QueryClient, me: string) {
  const asked = new Map<string, () => Promise<void>>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function soon(key: string, ask: () => Promise<void>) {
    asked.set(key, ask)
    timer ??= setTimeout(() => {
      timer = undefined
      const all = [...asked.values()]
      asked.clear()
      // What is not learnt now is learnt when it is opened.
      for (const one of all) one().catch(() => {})
    }, BURST_MS)
  }

  /** `unsure`: a conversation whose unread count only the server knows. */
  return (event: LiveEvent, unsure: string | null) => {
    const { customer_id: customer, conversation_id: emptied } = event.data
    if (unsure) {
      soon(unsure, async () =>
        applyAnswer(cache, (await showConversation(unsure)).conversation, me),
      )
    }
    const changed = event.name === 'customer.updated' || event.name === 'customer.erased'
    if (changed && customer && showsCustomer(cache, customer)) {
      soon(customer, async () => applyCustomer(cache, await showCustomer(customer)))
    }
    if (event.name === 'staff.updated') {
      void cache.invalidateQueries({ queryKey: keys.staff })
      // It may be that I signed in somewhere else.
      if (event.data.staff_id === me) void cache.invalidateQueries({ queryKey: keys.sessions })
    }
    if (event.name === 'conversation.erased' && emptied) forget(cache, emptied)
    if (event.name === 'conversation.merged' || event.name === 'conversation.split')
      regrouped(cache, [event.data.conversation?.id, emptied])
    if (event.name === 'webhook.updated') void cache.invalidateQueries({ queryKey: keys.webhooks })
    if (event.name === 'knowledge.updated') {
      soon(event.name, () => cache.invalidateQueries({ queryKey: keys.knowledge }))
    }
    if (event.name === 'canned_replies.updated') {
      soon(event.name, () => cache.invalidateQueries({ queryKey: keys.cannedReplies }))
    }
    if (event.name === 'macro.updated') {
      void cache.invalidateQueries({ queryKey: keys.macros })
    }
    if (event.name === 'tag.updated') {
      soon(event.name, () => cache.invalidateQueries({ queryKey: keys.tags }))
    }
    if (event.name === 'saved_views.updated') {
      soon(event.name, () => cache.invalidateQueries({ queryKey: keys.savedViews }))
    }
    if (event.name === 'hand_over_note.updated' || event.data.message?.staff_id === me)
      soon(keys.shift[0], () => cache.invalidateQueries({ queryKey: keys.shift }))
    if (event.name === 'rule.updated') void cache.invalidateQueries({ queryKey: keys.rules })
    if (event.name === 'help_request.updated') {
      void cache.invalidateQueries({ queryKey: keys.helpRequests })
      void cache.invalidateQueries({ queryKey: keys.shift })
    }
    // Some remind whoever owns the conversation.
    if (event.data.message?.event?.name === 'assigned')
      void cache.invalidateQueries({ queryKey: keys.followUps })
    if (event.name === 'block.updated') void cache.invalidateQueries({ queryKey: keys.blocked })
    if (event.name === 'follow_up.updated') {
      void cache.invalidateQueries({ queryKey: keys.followUps })
      void cache.invalidateQueries({ queryKey: keys.shift })
    }
    if (event.name === 'shop.updated') void cache.invalidateQueries({ queryKey: keys.targets })
    if (event.name === 'inbox.updated') void cache.invalidateQueries({ queryKey: keys.inboxes })
  }
}
