import words from '../locales/loader.json'
import { localeFor } from '../shared/locale'
import { styles } from './styles'

export interface Shown {
  open: boolean
  ready: boolean
  unread: number
  locale: string | undefined
}

/** The button and the panel's place, in a closed root of their own. */
export function makeLauncher({ theme, position, color }: DOMStringMap) {
  const host = document.createElement('div')
  const root = host.attachShadow({ mode: 'closed' })
  const sheet = new CSSStyleSheet()
  const panel = document.createElement('div')
  const button = document.createElement('button')
  const badge = document.createElement('b')
  host.dataset.theme = theme ?? ''
  host.dataset.position = position ?? ''
  sheet.replaceSync(styles)
  root.adoptedStyleSheets = [sheet]
  panel.className = 'panel'
  panel.role = 'dialog'
  button.type = 'button'
  button.ariaHasPopup = 'dialog'
  button.append(icon('chat', 'M7.9 20A9 9 0 1 0 4 16.1L2 22Z'), icon('down', 'm6 9 6 6 6-6'), badge)
  root.append(panel, button)
  document.body.append(host)

  const tint = (value: string, ink = '#fff') => {
    host.style.setProperty('--tint', value)
    host.style.setProperty('--on-tint', ink)
  }
  if (color) tint(color)

  return {
    panel,
    button,
    theme,
    tint,
    show({ open, ready, unread, locale }: Shown) {
      const word = words[localeFor(locale)]
      panel.ariaLabel = word.open
      panel.classList.toggle('open', open && ready)
      button.ariaLabel = open
        ? word.close
        : unread
          ? word.unread.replace('{n}', `${unread}`)
          : word.open
      button.ariaExpanded = `${open}`
      button.ariaBusy = `${open && !ready}`
      badge.textContent = unread ? (unread > 99 ? '99+' : `${unread}`) : ''
    },
  }
}

/** Drawn node by node: pages with trusted types refuse markup. */
function icon(name: string, strokes: string): SVGElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  const path = document.createElementNS(space, 'path')
  svg.setAttribute('class', name)
  svg.setAttribute('viewBox', '0 0 24 24')
  path.setAttribute('d', strokes)
  svg.append(path)
  return svg
}
