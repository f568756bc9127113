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
