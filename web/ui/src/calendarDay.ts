/** Days as they are typed and stepped: written `2026-11-24`, in no time zone at all. Pure. */
import { dateTag } from './dateTag'

export type Order = 'month' | 'day'

const YEAR_FIRST = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号號]?$/
const DIGITS = /^(\d{4})(\d{2})(\d{2})$/
const MONTH_DAY = /^(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]?$/
const TWO = /^(\d{1,2})\s*[-/.]\s*(\d{1,2})(?:\s*[-/.]\s*(\d{4}))?$/
const DAY_NAMED = /^(\d{1,2})\s*([a-z]{3,9})\.?,?(?:\s*(\d{4}))?$/
const NAMED_DAY = /^([a-z]{3,9})\.?\s*(\d{1,2})(?:,?\s+(\d{4}))?$/
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const MS = 86_400_000

const two = (n: number) => String(n).padStart(2, '0')
const at = (day: string) => Date.parse(`${day}T00:00:00Z`)
const dayAt = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** None where the calendar has no such day. */
function day(year: number, month: number, date: number): string | null {
  const written = `${year}-${two(month)}-${two(date)}`
  return at(written) && dayAt(at(written)) === written ? written : null
}

/** Without its year it is the nearest: in December, 3 January is one of next year. */
function nearest(month: number, date: number, today: string): string | null {
  const year = Number(today.slice(0, 4))
  const near = [year - 1, year, year + 1].flatMap((one) => day(one, month, date) ?? [])
  const far = (one: string) => Math.abs(at(one) - at(today))
  return near.toSorted((one, other) => far(one) - far(other))[0] ?? null
}

const dated = (year: string | undefined, month: number, date: number, today: string) =>
  year ? day(Number(year), month, date) : nearest(month, date, today)

/** `sept` is meant as clearly as `September`. */
function monthNamed(typed: string): number | null {
  const place = MONTHS.findIndex(
    (name) => name.startsWith(typed) || (typed === 'sept' && name === 'september'),
  )
  return place < 0 ? null : place + 1
}

/**
 * `2026-11-24`, `2026年11月24日`, `20261124`, `11/24`, `11月24日`, `24 Nov`, `Nov 24, 2026` → `2026-11-24`; null where it is no day.
 * Of two numbers the month comes first or last, as the page writes it, unless only the other way makes a day.
 */
export function dayOf(typed: string, today: string, first: Order): string | null {
  const text = typed.normalize('NFKC').trim().toLowerCase()
  const full = YEAR_FIRST.exec(text) ?? DIGITS.exec(text)
  if (full) return day(Number(full[1]), Number(full[2]), Number(full[3]))
  const chinese = MONTH_DAY.exec(text)
  if (chinese) return nearest(Number(chinese[1]), Number(chinese[2]), today)
  const numbers = TWO.exec(text)
  if (numbers) {
    const [, one, other, year] = numbers
    const ways = [
      dated(year, Number(one), Number(other), today),
      dated(year, Number(other), Number(one), today),
    ]
    return (first === 'month' ? ways[0] : ways[1]) ?? ways[0] ?? ways[1] ?? null
  }
  const [, date, name, year] = DAY_NAMED.exec(text) ?? swapped(NAMED_DAY.exec(text))
  const month = name ? monthNamed(name) : null
  return month ? dated(year, month, Number(date), today) : null
}

const swapped = (found: RegExpExecArray | null) =>
  found ? [found[0], found[2], found[1], found[3]] : []

export const movedDays = (from: string, by: number): string => dayAt(at(from) + by * MS)

/** The same day of another month, or its last where it has none. */
export function movedMonths(from: string, by: number): string {
  const begin = new Date(at(`${from.slice(0, 8)}01`))
  begin.setUTCMonth(begin.getUTCMonth() + by)
  const last = new Date(begin)
  last.setUTCMonth(last.getUTCMonth() + 1, 0)
  begin.setUTCDate(Math.min(Number(from.slice(8)), last.getUTCDate()))
  return dayAt(begin.getTime())
}

/** 0 is Monday. */
export const weekday = (of: string): number => (new Date(at(of)).getUTCDay() + 6) % 7

/** The month that a day is in, as six weeks from Monday on: its height stays while one leafs through it. */
export function weeksOf(of: string): string[][] {
  const begin = `${of.slice(0, 8)}01`
  const monday = movedDays(begin, -weekday(begin))
  return Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (_, place) => movedDays(monday, week * 7 + place)),
  )
}

/** Where a key leads in the calendar; null for one that means nothing there. */
export function steppedTo(from: string, key: string, shift: boolean): string | null {
  const steps: Record<string, () => string> = {
    ArrowLeft: () => movedDays(from, -1),
    ArrowRight: () => movedDays(from, 1),
    ArrowUp: () => movedDays(from, -7),
    ArrowDown: () => movedDays(from, 7),
    Home: () => movedDays(from, -weekday(from)),
    End: () => movedDays(from, 6 - weekday(from)),
    PageUp: () => movedMonths(from, shift ? -12 : -1),
    PageDown: () => movedMonths(from, shift ? 12 : 1),
  }
  return steps[key]?.() ?? null
}

/** The day on the reader's clock. */
export function todayHere(now = new Date()): string {
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

/** How the page's language writes a day. */
export function dayFormat(language: string, options: Intl.DateTimeFormatOptions) {
  const format = new Intl.DateTimeFormat(dateTag(language), { ...options, timeZone: 'UTC' })
  return (day: string): string => (day ? format.format(at(day)) : '')
}

/** The short form that a field shows, and understands. */
export const written = (language: string) =>
  dayFormat(language, { year: 'numeric', month: 'short', day: 'numeric' })
