/** The shop's page around the panel; standing alone, there is none. */
import type { Start, ToPage, ToPanel } from '../../shared/protocol'

export interface Host {
  start: Start
  tell(message: ToPage): void
  hear(listener: (message: ToPanel) => void): void
}

/** Waits for the page to hand over its end of the channel. Only the origin named in our address is heard. */
export function meetHost(origin: string): Promise<Host> {
  return new Promise((resolve) => {
    const meet = (event: MessageEvent<Start>) => {
      const port = event.ports[0]
      const ours =
        event.source === parent && event.origin === origin && event.data?.type === 'start'
      if (!ours || !port) return
      removeEventListener('message', meet)
      resolve({
        start: event.data,
        tell: (message) => port.postMessage(message),
        hear: (listener) => {
          port.addEventListener('message', (told) => listener(told.data as ToPanel))
          port.start()
        },
      })
    }
    addEventListener('message', meet)
  })
}

/** Our own page, such as the hosted test page. */
export function standAlone(): Host {
  const start: Start = {
    type: 'start',
    page: { url: location.href, title: document.title },
    open: true,
  }
  return { start, tell: () => {}, hear: () => {} }
}
