/** Cards an agent writes, and their prices as people read them. */
import type { Card } from '@/live/model'
import { webAddress } from './thread/links'

export interface CardFields {
  title: string
  price: string
  currency: string
  url: string
}

export type CardField = keyof CardFields

/** The fields at fault, each with the key of its explanation. */
export function cardErrors(form: CardFields): Partial<Record<CardField, string>> {
  return {
    ...(form.title.trim() ? {} : { title: 'title_missing' }),
    ...(webAddress(form.url.trim()) ? {} : { url: 'url_invalid' }),
    ...(/^(\d{1,9}(\.\d{1,2})?)?$/.test(form.price.trim()) ? {} : { price: 'price_invalid' }),
  }
}

export function cardOf(form: CardFields): Card {
  const price = form.price.trim()
  return {
    type: 'link',
    title: form.title.trim(),
    url: form.url.trim(),
    ...(price && { price, currency: form.currency }),
  }
}

export function price(card: Pick<Card, 'price' | 'currency'>, locale: string): string {
  if (!card.price) return ''
  const amount = Number(card.price)
  if (!Number.isFinite(amount)) return card.price
  if (!card.currency) return amount.toFixed(2)
  try {
    return new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: card.currency,
      currencyDisplay: 'narrowSymbol',
    }).format(amount)
  } catch {
    return `${card.currency} ${card.price}`
  }
}
