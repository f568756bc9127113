import type { Start, ToPage, ToPanel } from '../shared/protocol'

const READY_WITHIN_MS = 10_000

interface Options {
  /** Of the server: the only place the panel is loaded from and spoken with. */
  origin: string
  key: string
  start: () => Omit<Start, 'type'>
  hear: (message: ToPage) => void
  /** The panel did not answer. */
  failed: () => void
}

/** Loads the panel and hands it one end of a channel. */
export function makeFrame({ origin, key, start, hear, failed }: Options) {
  const element = document.createElement('iframe')
  const { port1, port2 } = new MessageChannel()
  const here = encodeURIComponent(location.origin)
  element.src = `${origin}/widget/panel?key=${encodeURIComponent(key)}&origin=${here}`
  element.allow = 'autoplay; clipboard-write'
  const timer = setTimeout(failed, READY_WITHIN_MS)
  port1.addEventListener('message', (event) => {
    clearTimeout(timer)
    hear(event.data as ToPage)
  })
  port1.start()
  const meet = () =>
    element.contentWindow!.postMessage({ type: 'start', ...start() }, origin, [port2])
  element.addEventListener('load', meet, { once: true })
  return {
    element,
    tell: (message: ToPanel) => port1.postMessage(message),
    remove() {
      clearTimeout(timer)
      port1.close()
      element.remove()
    },
  }
}
