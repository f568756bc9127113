import type { Message } from '@/live/model'

/** How long a reply may be taken back; the server says the same. */
const RECALL_MS = 2 * 60_000

export function recallable(message: Message, me: string, now: number): boolean {
  const mine = message.author === 'agent' && message.staff_id === me
  return (
    mine &&
    !message.recalled_at &&
    !message.erased &&
    now - Date.parse(message.created_at) < RECALL_MS
  )
}
