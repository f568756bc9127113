/** What a colleague did, as rows of a table of figures. */
import type { DayFigures } from '@/app/shift'
import { span } from '@/app/span'

export interface Figure {
  key: string
  value: string
  /** Something went wrong so often. */
  bad?: boolean
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
