/** What a colleague did, as rows of a table of figures. */
import { percent } from '@/app/percent'
import type { DayFigures, ServiceFigures } from '@/app/shift'
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

/** How the shop serves: a dash where nothing is counted yet. */
export function serviceFigures(shop: ServiceFigures, locale: string): Figure[] {
  const { settled, replies_per_conversation: replies } = shop
  return [
    { key: 'taken', value: span(shop.taken_ms_median, locale) },
    { key: 'first_reply', value: span(shop.first_reply_ms_median, locale) },
    {
      key: 'in_time',
      value: shop.first_replies
        ? percent(shop.first_replies_in_time / shop.first_replies, locale)
        : '—',
    },
    { key: 'shop_average', value: span(shop.average_reply_ms, locale) },
    { key: 'solve', value: span(shop.solve_ms_median, locale) },
    {
      key: 'per_conversation',
      value: typeof replies === 'number' ? new Intl.NumberFormat(locale).format(replies) : '—',
    },
    {
      key: 'at_once',
      value: settled.solved ? percent(1 - settled.came_back / settled.solved, locale) : '—',
    },
  ]
}
