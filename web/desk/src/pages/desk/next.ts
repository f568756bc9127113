/** Whom to serve next. */
import type { Conversation } from '@/live/model'

/** The one who has waited longest besides the one just left; else whoever comes next in the list. */
export function nextAfter(
  items: readonly Conversation[],
  left: string | null,
): Conversation | null {
  const others = items.filter((item) => item.id !== left)
  const waiting = others.filter((item) => item.waiting_since)
  if (waiting.length)
    return waiting.reduce((a, b) => (a.waiting_since! <= b.waiting_since! ? a : b))
  return others[0] ?? null
}

/** Of a list in its order, who waits longest: for me or for anybody, else for a colleague. */
export function longestWait(items: readonly Conversation[], me: string): Conversation | null {
  const waiting = items.filter((item) => item.waiting_since)
  return waiting.find(({ assignee_id: owner }) => !owner || owner === me) ?? waiting[0] ?? null
}
