/** What a buyer may expect, as time goes by: a shop opens and closes without telling. Pure. */
import type { Outlook } from './model'

const passed = (at: string | null | undefined, now: number) => !!at && Date.parse(at) <= now

/** What holds at a moment, by what was told before it. */
export function outlookAt(told: Outlook, now: number): Outlook {
  const closed = told.open && passed(told.closes_at, now)
  const reopened = passed(told.opens_at, now) && (closed || !told.open)
  if (reopened) return { ...told, open: true, opens_at: null, closes_at: null, special_day: null }
  return closed ? { ...told, open: false, closes_at: null } : told
}

/** Whether more has happened than was told: the shop has opened, and nobody said until when. */
export const isOutdated = (told: Outlook, now: number): boolean =>
  passed(told.opens_at, now) && outlookAt(told, now).open

/** When the words change next: the shop opens or closes, or a day begins. */
export function nextChange({ opens_at, closes_at }: Outlook, now: number): number {
  const midnight = new Date(now).setHours(24, 0, 0, 0)
  const edges = [opens_at, closes_at].flatMap((at) => (at ? [Date.parse(at)] : []))
  return Math.min(midnight, ...edges.filter((at) => at > now))
}
