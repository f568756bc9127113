import type { Webhook } from '@/app/api'

/** How a webhook stands, with the key of its words. */
export function stateOf(webhook: Webhook) {
  if (webhook.disabled_at) return { tone: 'danger' as const, words: 'switched_off' }
  if (!webhook.active) return { tone: 'plain' as const, words: 'off' }
  if (webhook.failing_since) return { tone: 'wait' as const, words: 'failing' }
  return { tone: 'ok' as const, words: 'on' }
}
