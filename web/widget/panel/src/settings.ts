/** Language and appearance: the buyer's choice, else the page's, else the browser's. */
import { type Locale, localeFor } from '../../shared/locale'
import { Store } from './chat/store'
import { keep, read } from './kept'

export type Theme = 'auto' | 'light' | 'dark'

export interface Settings {
  locale: Locale
  theme: Theme
}

const LOCALE = 'zhanggui.locale'
const THEME = 'zhanggui.theme'

export function loadSettings(page: { locale?: string; theme?: string }): Store<Settings> {
  const store = new Store<Settings>({
    locale: localeFor(read(LOCALE) ?? page.locale),
    theme: themeOf(read(THEME) ?? page.theme),
  })
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const show = () => {
    document.documentElement.lang = store.value.locale
    const { theme } = store.value
    document.documentElement.dataset.theme =
      theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme
  }
  store.subscribe(show)
  dark.addEventListener('change', show)
  show()
  return store
}

export function choose(store: Store<Settings>, choice: Partial<Settings>): void {
  if (choice.locale) keep(LOCALE, choice.locale)
  if (choice.theme) keep(THEME, choice.theme)
  store.set(choice)
}

function themeOf(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'auto'
}

/** Puts the shop's colour in; the colour of text that can be read on it. */
export function wear(color: string): string | undefined {
  const rgb = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(color)?.slice(1)
  if (!rgb) return undefined
  const [r, g, b] = rgb.map((pair) => linear(Number.parseInt(pair, 16) / 255)) as [
    number,
    number,
    number,
  ]
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b
  const { style } = document.documentElement
  const ink = luminance > 0.183 ? '#10202a' : '#fff'
  style.setProperty('--tint', color)
  // White keeps 4.5:1 up to this luminance.
  style.setProperty('--on-tint', ink)
  return ink
}

function linear(share: number): number {
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}
