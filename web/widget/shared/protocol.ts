/** What the shop's page and the panel in its frame say to each other, over a MessageChannel. */

export interface Product {
  title: string
  subtitle?: string
  /** A decimal, such as `"699.00"`. */
  price?: string
  /** ISO 4217. */
  currency?: string
  image_url?: string
  url?: string
}

export interface ShopPage {
  url: string
  title: string
  /** What the buyer looks at: offered as a card to send. */
  product?: Product
}

/** The first message, with the port, to the exact origin of the panel. */
export interface Start {
  type: 'start'
  locale?: string
  theme?: string
  page: ShopPage
  identity?: string
  open: boolean
}

export type ToPanel =
  | { type: 'opened' }
  | { type: 'closed' }
  | { type: 'page'; page: ShopPage }
  | { type: 'locale'; locale: string }
  | { type: 'identify'; token: string }

export type ToPage =
  | { type: 'ready' }
  | { type: 'close' }
  | { type: 'unread'; count: number }
  /** The visitor has a session: on later pages the panel may load while the browser is idle. */
  | { type: 'session' }
  /** The shop's colour, and what can be read on it. */
  | { type: 'color'; color: string; ink: string }
