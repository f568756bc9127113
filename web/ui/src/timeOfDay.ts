/** Times of day as they are typed: 24 hours, whatever the browser's language. Pure. */

const WRITTEN = /^(\d{1,2})(?:[:.点點时時h](\d{0,2})分?)?\s*(am|pm)?$/
const DIGITS = /^(\d{1,2})(\d{2})\s*(am|pm)?$/

/** `9`, `930`, `9：30`, `9点半`, `9:30 pm` → `09:00`, `09:30`, `09:30`, `09:30`, `21:30`; null where it is no time. */
export function timeOfDay(typed: string): string | null {
  const text = typed.normalize('NFKC').trim().toLowerCase().replace('半', '30')
  const [, hour, minute, half] = WRITTEN.exec(text) ?? DIGITS.exec(text) ?? []
  if (hour === undefined) return null
  // One digit after the sign may be the first of two.
  if (minute?.length === 1) return null
  const minutes = Number(minute || 0)
  const hours = half ? halved(Number(hour), half) : Number(hour)
  if (hours === 24 && minutes === 0) return '00:00'
  return hours === null || hours > 23 || minutes > 59 ? null : written(hours * 60 + minutes)
}

/** Twelve is the first hour of each half. */
const halved = (hour: number, half: string) =>
  hour < 1 || hour > 12 ? null : (hour % 12) + (half === 'pm' ? 12 : 0)

const DAY = 24 * 60
const written = (at: number) =>
  `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`

/** An hour on or back where the caret stands in the hours, else to the next five minutes; round midnight. */
export function stepped(time: string, caret: number, by: 1 | -1): string {
  const at = Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
  const next =
    caret <= 2 ? at + by * 60 : (by > 0 ? Math.floor(at / 5) + 1 : Math.ceil(at / 5) - 1) * 5
  return written((next + DAY) % DAY)
}
