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

/** The neighbour of the open one in the list; the first when none is open. */
export function neighbour(
  items: readonly Conversation[],
  openId: string | null,
  by: 1 | -1,
): Conversation | null {
  const at = items.findIndex((item) => item.id === openId)
  if (at < 0) return items[0] ?? null
  return items[at + by] ?? null
}
