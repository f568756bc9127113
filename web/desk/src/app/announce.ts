/** A sound and, where allowed, a note of the system for what a buyer wrote while nobody looked. */
import type { LiveEvent } from '@/live/model'
import { i18n } from './locale'
import { preferences } from './preferences'
import { router } from './router'
import { chime } from './sound'

/** A burst of messages is one sound. */
const QUIET_MS = 1_500
let soundedAt = 0

/** Mine, or nobody's yet: what colleagues serve is theirs to hear. */
export function concernsMe(event: LiveEvent, staffId: string): boolean {
  const { message, conversation } = event.data
  if (event.name !== 'message.created' || message?.author !== 'customer') return false
  return conversation?.assignee_id === staffId || conversation?.assignee_id === null
}

export function announce(event: LiveEvent, staffId: string, now = Date.now()) {
  if (!concernsMe(event, staffId)) return
  const { conversation, message } = event.data
  if (preferences.sound && now - soundedAt > QUIET_MS) {
    soundedAt = now
    chime()
  }
  if (!preferences.notify || !document.hidden || !conversation || !message) return
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  const note = new Notification(conversation.customer.name, {
    body: message.text ?? i18n.global.t('app.announce.attachment'),
    tag: conversation.id,
    icon: '/mark.svg',
    silent: true,
  })
  note.addEventListener('click', () => {
    window.focus()
    void router.push(`/desk/all/${conversation.id}`)
    note.close()
  })
}
