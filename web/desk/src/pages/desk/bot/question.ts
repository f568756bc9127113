/** What the bot answered: the buyer's last words before it. Pure. */
import type { Message } from '@/live/model'

export function questionBefore(messages: readonly Message[], seq: number): string {
  const last = messages.findLast(
    (message) => message.seq < seq && message.author === 'customer' && !!message.text,
  )
  return last?.text?.replace(/\s+/g, ' ').trim() ?? ''
}
