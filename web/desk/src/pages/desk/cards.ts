/** Cards an agent writes, and their prices as people read them. */
import type { Card } from '@/live/model'
import { webAddress } from './thread/links'

export interface CardFields {
  type: Card['type']
  title: string
  subtitle: string
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
  const [price, subtitle] = [form.price.trim(), form.subtitle.trim()]
  return {
    type: form.type,
    title: form.title.trim(),
    url: form.url.trim(),
    ...(subtitle && { subtitle }),
    ...(price && { price, currency: form.currency }),
  }
}

/** A card as it is written, to be changed. */
export const fieldsOf = ({ type, title, subtitle, price, currency, url }: Card): CardFields => ({
  type,
  title,
  subtitle: subtitle ?? '',
  price: price ?? '',
  currency: currency ?? 'CNY',
  url: url ?? '',
})

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
