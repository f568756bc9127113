/** What a colleague did, as rows of a table of figures. */
import type { DayFigures } from '@/app/shift'

export interface Figure {
  key: string
  value: string
  /** Something went wrong so often. */
  bad?: boolean
}

/** `4.2 s`, `38 s`, `3 min`: as exact as it is worth; a dash where there is none. */
export function span(ms: number | null | undefined, locale: string): string {
  if (ms === null || ms === undefined) return '—'
  const seconds = ms / 1000
  const unit = seconds < 90 ? 'second' : 'minute'
  const value = unit === 'second' ? seconds : seconds / 60
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value)
}

export function figuresOf(day: DayFigures, locale: string): Figure[] {
  const number = (value: number) => new Intl.NumberFormat(locale).format(value)
  const late = day.breaches.first + day.breaches.next + day.breaches.solve
  return [
    { key: 'conversations', value: number(day.conversations) },
    { key: 'replies', value: number(day.replies) },
    { key: 'solved', value: number(day.solved) },
    { key: 'average', value: span(day.average_reply_ms, locale) },
    { key: 'longest', value: span(day.longest_reply_ms, locale) },
    { key: 'late', value: number(late), bad: late > 0 },
  ]
}
