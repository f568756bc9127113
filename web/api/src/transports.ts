/** The two ways to the server: a socket, and where proxies break sockets, a stream of events one way. */
import type { ClientFrame, Hello } from './frames'

export interface Line {
  /** Whether it carries frames to the server too. */
  readonly duplex: boolean
  /** False when this line cannot carry it: post instead. */
  send(frame: ClientFrame): boolean
  close(): void
}

export interface LineEvents {
  frame(frame: unknown): void
  /** Told once, and not after `close()`. */
  lost(): void
}

export type Transport = (hello: Hello, events: LineEvents) => Line

function parse(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : null
  } catch {
    return null
  }
}

export function socketTransport(url: string): Transport {
  return (hello, events) => {
    const socket = new WebSocket(url)
    socket.addEventListener('open', () => socket.send(JSON.stringify(hello)))
    socket.addEventListener('message', (event) => events.frame(parse(event.data)))
    // A socket that fails is always closed too.
    const lost = () => events.lost()
    socket.addEventListener('close', lost)
    return {
      duplex: true,
      send(frame) {
        if (socket.readyState !== WebSocket.OPEN) return false
        socket.send(JSON.stringify(frame))
        return true
      },
      close() {
        socket.removeEventListener('close', lost)
        socket.close()
      },
    }
  }
}

export function streamTransport(url: string): Transport {
  return (hello, events) => {
    const address = new URL(url, location.href)
    if (typeof hello.since === 'number') address.searchParams.set('since', `${hello.since}`)
    if (hello.token) address.searchParams.set('token', hello.token)
    const source = new EventSource(address)
    source.addEventListener('message', (event) => events.frame(parse(event.data)))
    source.addEventListener('error', () => {
      // Its own reconnection would ask with the old number.
      source.close()
      events.lost()
    })
    return { duplex: false, send: () => false, close: () => source.close() }
  }
}
