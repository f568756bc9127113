/** A sound and, where allowed, a note of the system: for what a buyer wrote, and for what I am told of. */
import type { LiveEvent } from '@/live/model'
import { i18n } from './locale'
import { attention, wordsOf, type Notification as Told } from './notifications'
import { preferences, type Sound } from './preferences'
import { router } from './router'
import { chime } from './sound'

/** A burst is one sound. */
const QUIET_MS = 1_500
let soundedAt = 0

/** Mine, or nobody's yet: what colleagues serve is theirs to hear. */
export function concernsMe(event: LiveEvent, staffId: string): boolean {
  const { message, conversation } = event.data
  if (event.name !== 'message.created' || message?.author !== 'customer') return false
  // What is laid aside disturbs nobody.
  if (conversation?.shelf) return false
  return conversation?.assignee_id === staffId || conversation?.assignee_id === null
}

/** What I am looking at I see: it makes no sound. */
const onScreen = (conversation: string) =>
  !document.hidden &&
  document.hasFocus() &&
  router.currentRoute.value.params['conversationId'] === conversation

function sound(kind: Sound, now: number) {
  if (!preferences.sound || preferences.silent.includes(kind) || now - soundedAt <= QUIET_MS) return
  soundedAt = now
  chime(kind)
}

/** A note of the system leads to the conversation. */
function show(title: string, body: string, conversation: string) {
  if (!preferences.notify || !document.hidden) return
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  const note = new Notification(title, {
    body,
    tag: conversation,
    icon: '/mark.svg',
    silent: true,
  })
  note.addEventListener('click', () => {
    window.focus()
    void router.push(`/desk/all/${conversation}`)
    note.close()
  })
}

export function announce(event: LiveEvent, staffId: string, now = Date.now()) {
  if (!concernsMe(event, staffId)) return
  const { conversation, message } = event.data
  if (!conversation || !message || onScreen(conversation.id)) return
  sound('message', now)
  const { t } = i18n.global
  show(conversation.customer.name, message.text ?? t('app.announce.attachment'), conversation.id)
}

/**
 * What I am told of; `isNew`: not only more of what I was told before. `pushed`: what is not in sight is told by the
 * browser's push service.
 */
export function announceTold(
  told: Told,
  by: string,
  isNew: boolean,
  pushed: boolean,
  now = Date.now(),
) {
  if (!isNew || onScreen(told.conversation_id)) return
  sound(attention(told.kind), now)
  if (pushed) return
  const { t } = i18n.global
  const words = { name: told.customer_name, count: told.conversations, by }
  show(t('app.product'), t(wordsOf(told, by), words), told.conversation_id)
}
