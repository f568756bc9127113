/** What a buyer may expect, as time goes by: a shop opens and closes without telling. Pure. */
import type { Outlook } from '../chat/model'
import type { Words } from '../words'

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

const DAY_MS = 86_400_000
const midnight = (date: Date) => new Date(date).setHours(0, 0, 0, 0)

/** That the shop is closed, why, and until when. */
export function closedUntil(outlook: Outlook, words: Words, now = new Date()): string {
  const { t } = words
  const { opens_at, special_day } = outlook
  const why = special_day ? t('closed_for', { day: special_day }) : t('closed_now')
  return opens_at ? `${why}${t('back', { when: coming(new Date(opens_at), now, words) })}` : why
}

/** `明天 9:00`, `周一 9:00`, `10月8日 9:00`. */
function coming(at: Date, now: Date, { locale, t }: Words): string {
  const days = Math.round((midnight(at) - midnight(now)) / DAY_MS)
  const clock = `${at.getHours()}:${String(at.getMinutes()).padStart(2, '0')}`
  if (days < 2) return `${t(days < 1 ? 'this_day' : 'tomorrow')} ${clock}`
  const date =
    days < 7
      ? ({ weekday: 'short' } as const)
      : ({ month: locale === 'en' ? 'short' : 'long', day: 'numeric' } as const)
  return `${at.toLocaleDateString(locale, date)} ${clock}`
}
