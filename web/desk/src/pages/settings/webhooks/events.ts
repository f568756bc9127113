import type { WebhookEvent } from '@/app/api'
import { i18n } from '@/app/locale'

const { t, te } = i18n.global

export const EVENTS: WebhookEvent[] = [
  'message.created',
  'reply.created',
  'message.updated',
  'conversation.created',
  'conversation.assigned',
  'conversation.status_changed',
  'conversation.tagged',
  'conversation.updated',
  'customer.updated',
  'customer.erased',
]

/** What an event is called; an unknown one keeps its name. */
export function eventWords(name: string): string {
  const key = `settings.webhooks.event.${name.replace('.', '_')}`
  return te(key) ? t(key) : name
}

/** Why something did not arrive, from the code that the server noted. */
export function failureWords(code: string): string {
  const status = /^http_(\d+)$/.exec(code)?.[1]
  if (status) return t('settings.webhooks.answered', { status })
  const mail = /^smtp_(\d+)$/.exec(code)?.[1]
  if (mail) return t('settings.outbox.mail_answered', { status: mail })
  const key = `settings.webhooks.failure.${code}`
  return te(key) ? t(key) : code
}
