import type { ShopPage, ToPage, ToPanel } from '../shared/protocol'
import { makeFrame } from './frame'
import { makeLauncher } from './launcher'

const WATCH_MS = 1000

export class Widget {
  private readonly origin: string
  private readonly launcher: ReturnType<typeof makeLauncher>
  private frame: ReturnType<typeof makeFrame> | undefined
  private locale: string | undefined
  private identity: string | undefined
  /** What the shop said about its page, until the next one. */
  private given: Partial<ShopPage> = {}
  private address = ''
  private ready = false
  private open = false
  private unread = 0
  private watcher: unknown
  private overflow: string | undefined

  constructor(
    script: HTMLScriptElement,
    private readonly key: string,
  ) {
    this.origin = new URL(script.src).origin
    this.locale = script.dataset.locale
    this.launcher = makeLauncher(script.dataset)
    const { button } = this.launcher
    button.addEventListener('click', () => this.setOpen(!this.open))
    for (const sign of ['pointerenter', 'focus', 'touchstart']) {
      button.addEventListener(sign, () => this.load(), { once: true, passive: true })
    }
    addEventListener('keydown', ({ key: pressed }) => pressed === 'Escape' && this.setOpen(false))
    this.show()
    if (kept(this.flag)) (window.requestIdleCallback ?? setTimeout)(() => this.load())
  }

  private get flag(): string {
    return `zhanggui:${this.key}`
  }

  setOpen(open: boolean): void {
    const was = this.open
    this.open = open
    if (open) this.load()
    this.show()
    this.holdPage()
    this.tell({ type: open ? 'opened' : 'closed' })
    if (open) this.frame?.element.focus()
    else if (was) this.launcher.button.focus()
  }

  identify(token: string): void {
    this.identity = token
    this.tell({ type: 'identify', token })
  }

  setPage(page: Partial<ShopPage>): void {
    this.given = page
    this.tell({ type: 'page', page: this.page() })
  }

  setLocale(locale: string): void {
    this.locale = locale
    this.tell({ type: 'locale', locale })
    this.show()
  }

  private load(): void {
    if (this.frame) return
    const { key, origin } = this
    this.frame = makeFrame({
      origin,
      key,
      start: () => {
        const theme = this.launcher.theme
        return {
          locale: this.locale,
          theme,
          identity: this.identity,
          page: this.page(),
          open: this.open,
        }
      },
      hear: (message) => this.hear(message),
      failed: () => this.drop(),
    })
    this.launcher.panel.append(this.frame.element)
    this.watchPage()
    this.show()
  }

  /** The panel did not come: the next click tries again. */
  private drop(): void {
    this.frame?.remove()
    this.frame = undefined
    this.ready = this.open = false
    this.show()
  }

  private hear(message: ToPage): void {
    switch (message.type) {
      case 'ready':
        this.ready = true
        if (this.open) this.setOpen(true)
        break
      case 'close':
        this.setOpen(false)
        break
      case 'unread':
        this.unread = message.count
        break
      case 'color':
        this.launcher.tint(message.color, message.ink)
        break
      case 'session':
        keep(this.flag)
    }
    this.show()
  }

  private tell(message: ToPanel): void {
    if (this.ready) this.frame?.tell(message)
  }

  private show(): void {
    const { open, ready, unread, locale } = this
    this.launcher.show({ open, ready, unread, locale })
  }

  /** On a phone the panel covers the page, which must not scroll beneath. */
  private holdPage(): void {
    const { style } = document.documentElement
    const covers = this.open && this.ready && matchMedia('(max-width:480px)').matches
    if (covers) {
      this.overflow ??= style.overflow
      style.overflow = 'hidden'
    } else if (this.overflow !== undefined) {
      style.overflow = this.overflow
      this.overflow = undefined
    }
  }

  private page(): ShopPage {
    return { url: location.href, title: document.title, ...this.given }
  }

  /** Shops that change pages without a load tell nobody: look. */
  private watchPage(): void {
    this.address = location.href
    this.watcher ??= setInterval(() => {
      if (this.address === location.href) return
      this.address = location.href
      this.setPage({})
    }, WATCH_MS)
  }
}

function kept(flag: string): boolean {
  try {
    return localStorage.getItem(flag) !== null
  } catch {
    return false
  }
}

function keep(flag: string): void {
  try {
    localStorage.setItem(flag, '1')
  } catch {
    // Storage is refused: the panel then loads at the first sign of interest.
  }
}
