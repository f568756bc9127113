import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keep } from '../kept'
import { Chat } from './chat'
import type { Message, Session } from './model'
import { Server } from './server'
import { message, mine } from './testing'

class FakeSocket extends EventTarget {
  static OPEN = 1
  static last: FakeSocket
  readyState = 1
  sent: { type: string; client_id?: string; token?: string; since?: number }[] = []

  constructor() {
    super()
    FakeSocket.last = this
    queueMicrotask(() => this.dispatchEvent(new Event('open')))
  }

  send(text: string) {
    this.sent.push(JSON.parse(text))
  }

  close() {
    this.readyState = 3
  }

  tell(frame: object) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
  }

  welcome() {
    this.tell({ type: 'welcome', seq: 10, resumed: true, heartbeat_seconds: 20 })
  }

  event(seq: number, data: object, name = 'message.created') {
    this.tell({ type: 'event', seq, name, at: '', data })
  }
}

type Answer = { status?: number; body: unknown }

const asked: { path: string; body: Record<string, unknown>; token: string | null }[] = []
let answers: Record<string, (body: Record<string, unknown>) => Answer>
let keys = 0
let chat: Chat
const rang: Message[] = []

const session = (change: Partial<Session> = {}): Session => ({
  token: 'token-1',
  visitor: { customer_id: 'customer-1', name: '访客', verified: false },
  inbox: {
    name: '官网',
    shop_name: '云栖',
    greeting: null,
    theme_color: null,
    outlook: {
      open: true,
      opens_at: null,
      closes_at: null,
      special_day: null,
      online: false,
      reply: { seconds: 30, measured: true },
    },
    hot_questions: [],
    typing_preview: false,
  },
  conversation: { id: 'v1', status: 'open', agent: null, agent_read_seq: 0, my_read_seq: 2 },
  seq: 10,
  ...change,
})

beforeEach(() => {
  asked.length = rang.length = 0
  answers = {
    'POST /session': () => ({ body: session() }),
    'GET /messages': () => ({ body: { items: [mine(2), message(4)], has_more: false, seq: 10 } }),
    'POST /messages': (body) => ({
      status: 201,
      body: mine(12, { client_id: body.client_id as string }),
    }),
  }
  vi.stubGlobal('location', {
    host: 'desk.example.com',
    protocol: 'https:',
    href: 'https://desk.example.com/',
  })
  vi.stubGlobal('navigator', {})
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const path = url.replace('/api/v1/widget', '').split('?')[0]!
    const body = init.body ? JSON.parse(init.body as string) : {}
    asked.push({ path, body, token: new Headers(init.headers).get('authorization') })
    const { status = 200, body: told } = answers[`${init.method} ${path}`]?.(body) ?? { body: {} }
    return new Response(JSON.stringify(told), { status })
  })
  chat = new Chat(new Server(`key-${keys++}`), 'zh-CN', {
    session: () => {},
    message: (one) => rang.push(one),
  })
})

afterEach(() => vi.unstubAllGlobals())

const state = () => chat.store.value
const paths = () => asked.map((one) => one.path)
const online = async () => {
  await chat.start()
  FakeSocket.last.welcome()
}

it('asks nothing of the server before the buyer opens the panel', () => {
  chat.page({ url: 'https://shop.example.com/', title: '首页' })
  chat.identify('jwt')
  expect(asked).toEqual([])
})

it('opens a session, shows the messages and follows from there', async () => {
  await online()
  expect(paths()).toEqual(['/session', '/messages'])
  expect(asked[1]!.token).toBe('Visitor token-1')
  expect(state()).toMatchObject({ phase: 'ready', unread: 1, line: 'online' })
  expect(FakeSocket.last.sent[0]).toMatchObject({ type: 'hello', since: 10, token: 'token-1' })

  FakeSocket.last.event(11, { message: message(11) })
  expect(state().messages.map((one) => one.seq)).toEqual([2, 4, 11])
  expect(state()).toMatchObject({ unread: 2, inbox: { outlook: { online: true } } })
  expect(rang).toHaveLength(1)
})

it('tells the server what was read, and marks where the new ones begin', async () => {
  await online()
  chat.setOpened(true)
  expect(state().unreadAfter).toBe(2)
  chat.seen()
  expect(FakeSocket.last.sent).toContainEqual({ type: 'read', seq: 4 })
  expect(state().unread).toBe(0)
})

it('sends over the socket and shows the message until the server has it', async () => {
  await online()
  chat.outgoing.send({ kind: 'text', text: '在吗' })
  const sent = await vi.waitFor(() => {
    const found = FakeSocket.last.sent.find((frame) => frame.type === 'send')
    expect(found).toBeDefined()
    return found!
  })
  expect(state().waiting).toHaveLength(1)
  FakeSocket.last.tell({
    type: 'ack',
    client_id: sent.client_id,
    seq: 12,
    message: mine(12, { client_id: sent.client_id }),
  })
  await vi.waitFor(() => expect(state().waiting).toEqual([]))
  expect(state().messages.at(-1)!.client_id).toBe(sent.client_id)
})

it('posts while there is no line', async () => {
  await chat.start()
  chat.outgoing.send({ kind: 'text', text: '在吗' })
  await vi.waitFor(() => expect(paths()).toContain('/messages'))
  await vi.waitFor(() => expect(state().messages.at(-1)!.seq).toBe(12))
})

it('starts a new session when the old one ended, and then sends', async () => {
  await chat.start()
  let refused = false
  const post = answers['POST /messages']!
  answers['POST /messages'] = (body) => {
    if (refused) return post(body)
    refused = true
    return { status: 401, body: { status: 401, code: 'unauthorized' } }
  }
  chat.outgoing.send({ kind: 'text', text: '在吗' })
  await vi.waitFor(() => expect(state().messages.at(-1)!.seq).toBe(12), { timeout: 3000 })
  expect(paths().filter((path) => path === '/session')).toHaveLength(2)
})

it('serves an unknown buyer when the shop’s word is not good', async () => {
  answers['POST /session'] = ({ identity }) =>
    identity
      ? { status: 401, body: { status: 401, code: 'invalid_identity' } }
      : { body: session() }
  chat.identify('forged')
  await chat.start()
  expect(state().phase).toBe('ready')
})

it('shows nothing of one buyer to the next', async () => {
  await online()
  const visitor = { customer_id: 'customer-2', name: '王女士', verified: true }
  answers['POST /session'] = () => ({
    body: session({ visitor, token: 'token-2', conversation: null }),
  })
  answers['GET /messages'] = () => ({ body: { items: [], has_more: false, seq: 10 } })
  chat.identify('jwt')
  await vi.waitFor(() => expect(state().messages).toEqual([]))
  expect(state().conversation).toBeNull()
})

it('closes where the inbox does not serve', async () => {
  answers['POST /session'] = () => ({
    status: 403,
    body: { status: 403, code: 'site_not_allowed' },
  })
  await chat.start()
  expect(state().phase).toBe('closed')
})

it('knows a visitor who was here before', () => {
  expect(chat.known).toBe(false)
  keep(`zhanggui.visitor.${chat.server.key}`, 'token-1')
  expect(chat.known).toBe(true)
})
