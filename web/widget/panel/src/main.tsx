import './styles/panel.css'
import { render } from 'preact'
import { Chat } from './chat/chat'
import { Server } from './chat/server'
import { meetHost, standAlone } from './host'
import { choose, loadSettings, wear } from './settings'
import { App } from './view/App'
import { loadExtras } from './view/extras'
import { localeFor } from '../../shared/locale'
import { wordsOf } from './words'
import type { ToPanel } from '../../shared/protocol'

async function main(): Promise<void> {
  const address = new URLSearchParams(location.search)
  const alone = parent === window
  const host = alone ? standAlone() : await meetHost(address.get('origin') ?? '')
  const { start } = host
  const settings = loadSettings(start)
  let color: string | null = null
  let unread = 0

  const chat = new Chat(new Server(address.get('key') ?? ''), settings.value.locale, {
    session: () => host.tell({ type: 'session' }),
    message: () => {
      if (!chat.store.value.opened || document.hidden)
        void loadExtras().then(({ chime }) => chime())
    },
  })
  chat.store.subscribe(() => {
    const { inbox, unread: now } = chat.store.value
    if (now !== unread) host.tell({ type: 'unread', count: (unread = now) })
    if (!inbox?.theme_color || inbox.theme_color === color) return
    color = inbox.theme_color
    const ink = wear(color)
    if (ink) host.tell({ type: 'color', color, ink })
  })
  settings.subscribe(() => chat.speak(settings.value.locale))

  const heed: { [T in ToPanel['type']]: (message: Extract<ToPanel, { type: T }>) => void } = {
    opened: () => chat.setOpened(true),
    closed: () => chat.setOpened(false),
    page: ({ page }) => chat.page(page),
    locale: ({ locale }) => choose(settings, { locale: localeFor(locale) }),
    identify: ({ token }) => chat.identify(token),
  }
  host.hear((message) => (heed[message.type] as (message: ToPanel) => void)(message))

  chat.page(start.page)
  if (start.identity) chat.identify(start.identity)
  document.body.classList.toggle('alone', alone)
  const words = await wordsOf(settings.value.locale)
  const close = alone ? undefined : () => host.tell({ type: 'close' })
  render(<App chat={chat} settings={settings} close={close} words={words} />, document.body)

  if (start.open) chat.setOpened(true)
  else if (chat.known) void chat.start()
  host.tell({ type: 'ready' })
}

void main()
