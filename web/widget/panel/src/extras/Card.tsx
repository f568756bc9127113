import { useState } from 'preact/hooks'
import { webAddress } from '../chat/links'
import type { Card as CardData } from '../chat/model'
import { Icon } from '../view/icons'
import { useUi } from '../view/ui'

export function Card({ card }: { card: CardData }) {
  const href = webAddress(card.url)
  const body = <CardBody card={card} />
  return href ? (
    <a class="card" href={href} target="_blank" rel="noopener noreferrer">
      {body}
    </a>
  ) : (
    <div class="card">{body}</div>
  )
}

export function CardBody({ card }: { card: CardData }) {
  const { t, words } = useUi()
  const [broken, setBroken] = useState(false)
  const picture = webAddress(card.image_url)
  const kind = card.type === 'product' ? null : t(card.type)
  return (
    <>
      {picture && !broken ? (
        <img class="card-picture" src={picture} alt="" onError={() => setBroken(true)} />
      ) : (
        <span class="card-picture">
          <Icon name={card.type === 'link' ? 'file' : 'bag'} />
        </span>
      )}
      <span class="card-text">
        {kind && <small>{kind}</small>}
        <b>{card.title}</b>
        {card.price && <strong>{money(card.price, card.currency, words.locale)}</strong>}
        {card.subtitle && <small>{card.subtitle}</small>}
      </span>
    </>
  )
}

/** `¥699.00`; as it was written where the currency is none. */
export function money(price: string, currency: string | null | undefined, locale: string): string {
  const amount = Number(price)
  if (!currency || Number.isNaN(amount)) return price
  try {
    const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
    return new Intl.NumberFormat(locale, style).format(amount)
  } catch {
    return `${price} ${currency}`
  }
}
