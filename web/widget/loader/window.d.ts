import type { ShopPage } from '../shared/protocol'

/** What the shop's page may call, after the `zhanggui:ready` event of `window`. */
export interface ZhangguiApi {
  open(): void
  close(): void
  /** Says who the signed-in buyer is, by a JSON Web Token that the shop's server signed. */
  identify(token: string): void
  /** Says what the buyer looks at, for pages whose address and title do not; a product can be sent as a card. */
  setPage(page: Partial<ShopPage>): void
  setLocale(locale: string): void
}

declare global {
  interface Window {
    Zhanggui?: ZhangguiApi
  }
}
