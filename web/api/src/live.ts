/**
 * One line to the server that heals itself.
 *
 * Invariant: frames of events reach the owner in the order of `seq`, each once. After a break the line resumes
 * behind the last one seen; when the server cannot resume, `onWelcome` says so and the owner fetches anew.
 */
import { backoffMs } from './backoff'
import type { ClientFrame, EventFrame, Hello, Send, ServerFrame, Welcome } from './frames'
import { failureOf, Unreachable } from './problem'
import { type Line, socketTransport, streamTransport, type Transport } from './transports'

export type LiveStatus = 'connecting' | 'online' | 'offline' | 'revoked'

export interface LiveOptions<Data, Message> {
  client: Hello['client']
  /** `ws(s)://…`; the stream is asked at `streamUrl` when sockets do not get through. */
  socketUrl: string
  streamUrl: string
  /** Read at each connect: it may change. */
  token?: () => string | undefined
  /** The last event number known; null starts from now. */
  since: number | null
  onWelcome?: (welcome: Welcome) => void
  onEvent: (event: EventFrame<Data>) => void
  /** What is not remembered by the server: typing, presence, counts. */
  onMoment?: (frame: ServerFrame<Data, Message>) => void
  onStatus?: (status: LiveStatus) => void
  /** For tests: the first is tried first, the second after two failures in a row. */
  transports?: [Transport, Transport]
}

const DEAD_PEER_MS = 45_000
const WELCOME_WITHIN_MS = 10_000
const PROBE_MS = 5_000
const ACK_WITHIN_MS = 15_000
const HEARTBEAT_SECONDS = 20
const MOMENTS = new Set([
  'typing',
  'presence',
  'viewers',
  'customer_online',
  'views',
  'notification',
])

interface Awaiting<Message> {
  resolve: (message: Message) => void
  reject: (error: Error) => void
  timer: ReturnType<typeof setTimeout>
}

export class Live<Data = unknown, Message = unknown> {
  status: LiveStatus = 'offline'
  /** The last event number seen. */
  since: number | null

  private readonly transports: [Transport, Transport]
  private readonly awaiting = new Map<string, Awaiting<Message>>()
  private line: Line | null = null
  private welcomed = false
  private running = false
  private failures = 0
  private heardAt = 0
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private deadTimer: ReturnType<typeof setTimeout> | undefined
  private pingTimer: ReturnType<typeof setInterval> | undefined

  constructor(private readonly options: LiveOptions<Data, Message>) {
    this.since = options.since
    this.transports = options.transports ?? [
      socketTransport(options.socketUrl),
      streamTransport(options.streamUrl),
    ]
  }

  start(): void {
    if (this.running) return
    this.running = true
    globalThis.addEventListener?.('online', this.wake)
    globalThis.addEventListener?.('offline', this.sleep)
    globalThis.document?.addEventListener('visibilitychange', this.look)
    this.connect()
  }

  stop(status: LiveStatus = 'offline'): void {
    this.running = false
    globalThis.removeEventListener?.('online', this.wake)
    globalThis.removeEventListener?.('offline', this.sleep)
    globalThis.document?.removeEventListener('visibilitychange', this.look)
    clearTimeout(this.retryTimer)
    this.drop()
    this.setStatus(status)
  }

  /** Whether frames can be sent; an event stream only tells. */
  get duplex(): boolean {
    return this.welcomed && (this.line?.duplex ?? false)
  }

  /** False when no line can carry it now: post instead, or let it go. */
  send(frame: ClientFrame): boolean {
    return this.welcomed && (this.line?.send(frame) ?? false)
  }

  /** Sends a message over the socket and waits until it is durable. */
  post(frame: Send): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (!this.send(frame)) {
        reject(new Unreachable())
        return
      }
      const timer = setTimeout(
        () => this.settle(frame.client_id)?.reject(new Unreachable()),
        ACK_WITHIN_MS,
      )
      this.awaiting.set(frame.client_id, { resolve, reject, timer })
    })
  }

  private settle(clientId: string): Awaiting<Message> | undefined {
    const waiter = this.awaiting.get(clientId)
    if (waiter) clearTimeout(waiter.timer)
    this.awaiting.delete(clientId)
    return waiter
  }

  private connect(): void {
    clearTimeout(this.retryTimer)
    this.drop()
    this.setStatus('connecting')
    const { client, token } = this.options
    const hello: Hello = { type: 'hello', since: this.since, token: token?.(), client }
    const second = this.failures >= 2 && this.failures % 2 === 0
    let current: Line | null = null
    const mine = () => current !== null && this.line === current
    current = this.transports[second ? 1 : 0](hello, {
      frame: (frame) => mine() && this.receive(frame as ServerFrame<Data, Message> | null),
      lost: () => mine() && this.lost(),
    })
    this.line = current
    this.expectFrameWithin(WELCOME_WITHIN_MS)
  }

  private receive(frame: ServerFrame<Data, Message> | null): void {
    if (frame === null) return
    this.heardAt = Date.now()
    if (this.welcomed) this.expectFrameWithin(DEAD_PEER_MS)
    switch (frame.type) {
      case 'welcome':
        this.welcome(frame)
        break
      case 'event':
        this.event(frame)
        break
      case 'ack':
        this.settle(frame.client_id)?.resolve(frame.message)
        break
      case 'nack':
        this.settle(frame.client_id)?.reject(failureOf(frame.problem.status, frame.problem))
        break
      case 'bye':
        if (frame.code === 'revoked') this.stop('revoked')
        else this.lost()
        break
      default:
        if (MOMENTS.has(frame.type)) this.options.onMoment?.(frame)
    }
  }

  private welcome(frame: Welcome): void {
    this.welcomed = true
    this.failures = 0
    // While it resumes, the missed events still come: each moves the number on.
    if (!frame.resumed || this.since === null) this.since = frame.seq
    const beat = (frame.heartbeat_seconds || HEARTBEAT_SECONDS) * 1000
    clearInterval(this.pingTimer)
    this.pingTimer = setInterval(() => this.ping(), beat)
    this.expectFrameWithin(DEAD_PEER_MS)
    this.setStatus('online')
    this.options.onWelcome?.(frame)
  }

  private event(frame: EventFrame<Data>): void {
    if (this.since !== null && frame.seq <= this.since) return
    this.since = frame.seq
    this.options.onEvent(frame)
  }

  private ping(): void {
    this.line?.send({ type: 'ping', t: Date.now() })
  }

  private expectFrameWithin(ms: number): void {
    clearTimeout(this.deadTimer)
    this.deadTimer = setTimeout(() => this.lost(), ms)
  }

  private lost(): void {
    this.drop()
    if (!this.running) return
    this.failures += 1
    this.setStatus(isOffline() ? 'offline' : 'connecting')
    this.retryTimer = setTimeout(() => this.connect(), backoffMs(this.failures))
  }

  private drop(): void {
    clearTimeout(this.deadTimer)
    clearInterval(this.pingTimer)
    this.welcomed = false
    const line = this.line
    this.line = null
    line?.close()
    for (const clientId of this.awaiting.keys()) this.settle(clientId)?.reject(new Unreachable())
  }

  private setStatus(status: LiveStatus): void {
    if (this.status === status) return
    this.status = status
    this.options.onStatus?.(status)
  }

  private readonly wake = (): void => {
    if (this.line === null) {
      this.failures = 0
      this.connect()
    } else if (this.welcomed && Date.now() - this.heardAt > PROBE_MS) {
      // The line may have died while the machine slept.
      this.ping()
      this.expectFrameWithin(PROBE_MS)
    }
  }

  private readonly sleep = (): void => {
    this.lost()
  }

  private readonly look = (): void => {
    if (document.visibilityState === 'visible') this.wake()
  }
}

function isOffline(): boolean {
  return globalThis.navigator?.onLine === false
}
