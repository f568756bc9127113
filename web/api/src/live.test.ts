import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClientFrame, EventFrame, Hello } from './frames'
import { Live, type LiveOptions, type LiveStatus } from './live'
import { Refused, Unreachable } from './problem'
import type { LineEvents, Transport } from './transports'

interface FakeLine {
  hello: Hello
  events: LineEvents
  sent: ClientFrame[]
  closed: boolean
}

function fakeTransport(duplex = true) {
  const lines: FakeLine[] = []
  const transport: Transport = (hello, events) => {
    const line: FakeLine = { hello, events, sent: [], closed: false }
    lines.push(line)
    return {
      duplex,
      send: (frame) => duplex && line.sent.push(frame) > 0,
      close: () => void (line.closed = true),
    }
  }
  return { lines, transport }
}

function setUp(options: Partial<LiveOptions<unknown, unknown>> = {}) {
  const socket = fakeTransport()
  const stream = fakeTransport(false)
  const events: EventFrame<unknown>[] = []
  const statuses: LiveStatus[] = []
  const live = new Live({
    client: 'desk',
    socketUrl: 'ws://shop.example/live',
    streamUrl: '/events',
    since: 7,
    onEvent: (event) => events.push(event),
    onStatus: (status) => statuses.push(status),
    transports: [socket.transport, stream.transport],
    ...options,
  })
  const line = () => socket.lines.at(-1)!
  const welcome = (seq: number, resumed = true) =>
    line().events.frame({ type: 'welcome', seq, resumed, heartbeat_seconds: 20 })
  const event = (seq: number) =>
    line().events.frame({ type: 'event', seq, name: 'message.created', at: '', data: {} })
  return { live, socket, stream, events, statuses, line, welcome, event }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(1)
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('resume', () => {
  it('asks for what came after the last event it saw', () => {
    const { live, socket, line, welcome, event } = setUp()
    live.start()
    expect(line().hello).toMatchObject({ since: 7, client: 'desk' })
    welcome(9)
    event(8)
    event(9)
    line().events.lost()
    vi.advanceTimersByTime(500)
    expect(socket.lines).toHaveLength(2)
    expect(line().hello.since).toBe(9)
  })

  it('asks again for the rest when it broke in the middle of the missed events', () => {
    const { live, line, welcome, event } = setUp()
    live.start()
    welcome(20)
    event(12)
    line().events.lost()
    vi.advanceTimersByTime(500)
    expect(line().hello.since).toBe(12)
  })

  it('tells each event once and in order', () => {
    const { live, events, welcome, event } = setUp()
    live.start()
    welcome(9)
    for (const seq of [8, 8, 7, 9, 9]) event(seq)
    expect(events.map((one) => one.seq)).toEqual([8, 9])
  })

  it("starts from the server's number when too much was missed", () => {
    const welcomes: boolean[] = []
    const { live, welcome } = setUp({ onWelcome: (frame) => welcomes.push(frame.resumed) })
    live.start()
    welcome(5000, false)
    expect(live.since).toBe(5000)
    expect(welcomes).toEqual([false])
  })
})

describe('a broken line', () => {
  it('is tried again later and later, up to half a minute', () => {
    const { live, socket, stream, line } = setUp()
    live.start()
    const tries = () => socket.lines.length + stream.lines.length
    for (const ms of [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      const before = tries()
      ;(stream.lines.findLast((one) => !one.closed) ?? line()).events.lost()
      vi.advanceTimersByTime(ms - 1)
      expect(tries()).toBe(before)
      vi.advanceTimersByTime(1)
      expect(tries()).toBe(before + 1)
    }
  })

  it('is given up after 45 seconds without a frame', () => {
    const { live, line, welcome, statuses } = setUp()
    live.start()
    welcome(7)
    vi.advanceTimersByTime(44_000)
    expect(live.status).toBe('online')
    line().events.frame({ type: 'pong', t: 1 })
    vi.advanceTimersByTime(44_000)
    expect(live.status).toBe('online')
    const dead = line()
    vi.advanceTimersByTime(1000)
    expect(dead.closed).toBe(true)
    expect(statuses).toEqual(['connecting', 'online', 'connecting'])
  })

  it("is pinged at the server's beat", () => {
    const { live, line, welcome } = setUp()
    live.start()
    welcome(7)
    vi.advanceTimersByTime(40_000)
    expect(line().sent.filter((frame) => frame.type === 'ping')).toHaveLength(2)
  })

  it('is replaced by a stream of events when sockets do not get through', () => {
    const { live, socket, stream } = setUp()
    live.start()
    socket.lines[0]!.events.lost()
    vi.advanceTimersByTime(500)
    socket.lines[1]!.events.lost()
    vi.advanceTimersByTime(1000)
    expect(stream.lines).toHaveLength(1)
    stream.lines[0]!.events.frame({
      type: 'welcome',
      seq: 8,
      resumed: true,
      heartbeat_seconds: 20,
    })
    expect(live.status).toBe('online')
    expect(live.duplex).toBe(false)
    expect(live.send({ type: 'read', seq: 8 })).toBe(false)
  })

  it('stays down when the session was revoked', () => {
    const { live, socket, line, welcome } = setUp()
    live.start()
    welcome(7)
    line().events.frame({ type: 'bye', code: 'revoked' })
    vi.advanceTimersByTime(120_000)
    expect(live.status).toBe('revoked')
    expect(socket.lines).toHaveLength(1)
  })

  it('comes back after the server said good-bye to restart', () => {
    const { live, socket, line, welcome } = setUp()
    live.start()
    welcome(7)
    line().events.frame({ type: 'bye', code: 'shutdown' })
    vi.advanceTimersByTime(500)
    expect(socket.lines).toHaveLength(2)
  })

  it('ignores what an old line still says', () => {
    const { live, socket, line, welcome, events } = setUp()
    live.start()
    welcome(7)
    line().events.lost()
    vi.advanceTimersByTime(500)
    socket.lines[0]!.events.frame({ type: 'event', seq: 8, name: 'x', at: '', data: {} })
    socket.lines[0]!.events.lost()
    expect(events).toEqual([])
    expect(socket.lines).toHaveLength(2)
  })
})

describe('a message over the socket', () => {
  const message = { type: 'send', client_id: 'c1', kind: 'text', text: '在吗' } as const

  it('is done when the server acknowledged it', async () => {
    const { live, line, welcome } = setUp()
    live.start()
    welcome(7)
    const posted = live.post(message)
    expect(line().sent).toContainEqual(message)
    line().events.frame({ type: 'ack', client_id: 'c1', seq: 8, message: { id: 'm1' } })
    await expect(posted).resolves.toEqual({ id: 'm1' })
  })

  it('carries the refusal', async () => {
    const { live, line, welcome } = setUp()
    live.start()
    welcome(7)
    const posted = live.post(message)
    line().events.frame({
      type: 'nack',
      client_id: 'c1',
      problem: { status: 409, code: 'conversation_changed' },
    })
    await expect(posted).rejects.toThrow(Refused)
  })

  it('is unsure when the line breaks before the acknowledgement', async () => {
    const { live, line, welcome } = setUp()
    live.start()
    welcome(7)
    const posted = live.post(message)
    line().events.lost()
    await expect(posted).rejects.toThrow(Unreachable)
  })

  it('is not sent without a line', async () => {
    const { live } = setUp()
    await expect(live.post(message)).rejects.toThrow(Unreachable)
  })
})
