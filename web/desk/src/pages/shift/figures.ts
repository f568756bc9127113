/** What a colleague did, as rows of a table of figures. */
import { percent } from '@/app/percent'
import type { Behind } from '@/app/figures/behind'
import type { DayFigures, ServiceConversation, ServiceFigure, ServiceFigures } from '@/app/shift'
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

/** What is asked for behind each figure of the shop. */
export const SERVICE_FIGURES = {
  taken: 'taken',
  first_reply: 'first_reply',
  in_time: 'in_time',
  shop_average: 'average_reply',
  solve: 'solve',
  per_conversation: 'replies',
  at_once: 'settled',
} as const satisfies Record<string, ServiceFigure>
export type ServiceFigureKey = keyof typeof SERVICE_FIGURES

/** The figure that an address names, if it is one. */
export const serviceFigureOf = (named: unknown): ServiceFigureKey | null =>
  typeof named === 'string' && Object.hasOwn(SERVICE_FIGURES, named)
    ? (named as ServiceFigureKey)
    : null

/** A conversation with what it adds to a figure. */
export function serviceRow(
  figure: ServiceFigureKey,
  one: ServiceConversation,
  t: (key: string, named?: Record<string, unknown>) => string,
  locale: string,
): Behind {
  const counted = figure === 'per_conversation'
  const replies = t('shift.replies_in', {
    n: new Intl.NumberFormat(locale).format(one.replies ?? 0),
  })
  const value = counted ? replies : typeof one.value_ms === 'number' && span(one.value_ms, locale)
  return {
    ...one,
    ...(value && { value }),
    ...(one.missed && { wrong: t(`shift.missed.${figure === 'at_once' ? 'at_once' : 'in_time'}`) }),
  }
}

/** How the shop serves: a dash where nothing is counted yet. */
export function serviceFigures(
  shop: ServiceFigures,
  locale: string,
): (Figure & { key: ServiceFigureKey })[] {
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
