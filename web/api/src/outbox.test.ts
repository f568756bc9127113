import 'fake-indexeddb/auto'
import { afterEach, expect, it, vi } from 'vitest'
import { Outbox, type OutboxEntry, type OutboxOptions } from './outbox'
import { Refused, Unreachable } from './problem'

type Sent = { id: string; text?: string }

const open: Outbox<Sent>[] = []
let names = 0

/** A tab with an outbox; its `deliver` waits until the test answers. */
function tab(name: string, options: Partial<OutboxOptions<Sent>> = {}) {
  const waiting: {
    entry: OutboxEntry
    answer: (sent: Sent) => void
    fail: (error: Error) => void
  }[] = []
  const delivered: Sent[] = []
  const outbox = new Outbox<Sent>({
    name,
    deliver: (entry) => new Promise((answer, fail) => waiting.push({ entry, answer, fail })),
    onChange: () => {},
    onDelivered: (message) => delivered.push(message),
    ...options,
  })
  open.push(outbox)
  const sending = (count: number) => vi.waitFor(() => expect(waiting).toHaveLength(count))
  return { outbox, waiting, delivered, sending }
}

const fresh = () => `outbox-test-${names++}`
const text = (value: string) => ({ kind: 'text', text: value }) as const

afterEach(() => {
  for (const outbox of open.splice(0)) outbox.stop()
})

it('sends one after the other within a conversation', async () => {
  const { outbox, waiting, delivered, sending } = tab(fresh())
  await outbox.add('a', text('一'))
  await outbox.add('a', text('二'))
  await sending(1)
  expect(waiting[0]!.entry.body.text).toBe('一')
  waiting[0]!.answer({ id: '1' })
  await sending(2)
  expect(waiting[1]!.entry.body.text).toBe('二')
  waiting[1]!.answer({ id: '2' })
  await vi.waitFor(() => expect(outbox.entries).toEqual([]))
  expect(delivered.map((one) => one.id)).toEqual(['1', '2'])
})

it('does not make one conversation wait for another', async () => {
  const { outbox, waiting, sending } = tab(fresh())
  await outbox.add('a', text('一'))
  await outbox.add('b', text('二'))
  await sending(2)
  expect(waiting.map((one) => one.entry.conversation_id)).toEqual(['a', 'b'])
})

it('repeats a send with a lost answer under the same client id', async () => {
  const { outbox, waiting, sending } = tab(fresh())
  const clientId = await outbox.add('a', text('在吗'))
  await sending(1)
  waiting[0]!.fail(new Unreachable())
  await vi.waitFor(() => expect(outbox.entries[0]!.state).toBe('queued'))
  outbox.wake()
  await sending(2)
  expect(waiting.map((one) => one.entry.client_id)).toEqual([clientId, clientId])
})

it('keeps a refused message until its writer retries or discards it', async () => {
  const { outbox, waiting, sending } = tab(fresh())
  const clientId = await outbox.add('a', text('太长'))
  await outbox.add('a', text('短'))
  await sending(1)
  waiting[0]!.fail(new Refused({ status: 422, code: 'invalid' }))
  await sending(2)
  expect(outbox.entries[0]).toMatchObject({ state: 'failed', problem: { code: 'invalid' } })
  waiting[1]!.answer({ id: '2' })
  await vi.waitFor(() => expect(outbox.entries).toHaveLength(1))

  await outbox.retry(clientId, { force: true })
  await sending(3)
  expect(waiting[2]!.entry).toMatchObject({
    client_id: clientId,
    body: { text: '太长', force: true },
  })
  expect(waiting[2]!.entry.problem).toBeUndefined()
  waiting[2]!.fail(new Refused({ status: 422, code: 'invalid' }))
  await vi.waitFor(() => expect(outbox.entries[0]!.state).toBe('failed'))

  await outbox.discard(clientId)
  expect(outbox.entries).toEqual([])
})

it('sends after a reload what was not answered before it', async () => {
  const name = fresh()
  const before = tab(name)
  const clientId = await before.outbox.add('a', text('还在吗'))
  await before.sending(1)
  before.outbox.stop()

  const after = tab(name)
  await after.sending(1)
  expect(after.waiting[0]!.entry).toMatchObject({ client_id: clientId, body: { text: '还在吗' } })
})

it('sends from one tab and tells the other', async () => {
  const name = fresh()
  const locks = fakeLocks()
  vi.stubGlobal('navigator', { locks })
  const leader = tab(name)
  const follower = tab(name)
  await follower.outbox.add('a', text('从第二页'))
  await leader.sending(1)
  await vi.waitFor(() => expect(leader.outbox.entries[0]!.state).toBe('sending'))
  leader.waiting[0]!.answer({ id: '1' })
  await vi.waitFor(() => expect(follower.delivered).toEqual([{ id: '1' }]))
  await vi.waitFor(() => expect(follower.outbox.entries).toEqual([]))
  expect(follower.waiting).toEqual([])

  await follower.outbox.add('a', text('领头的页关了'))
  await leader.sending(2)
  leader.outbox.stop()
  await follower.sending(1)
  expect(follower.waiting[0]!.entry.body.text).toBe('领头的页关了')
  vi.unstubAllGlobals()
})

it('remembers an uploaded file, so that a repeat does not upload it again', async () => {
  const uploads: string[] = []
  let fails = true
  const delivered: string[] = []
  const { outbox } = tab(fresh(), {
    deliver: async (entry, tell) => {
      if (entry.file) {
        uploads.push(entry.client_id)
        await tell.uploaded('file-1')
      }
      if (fails) throw new Unreachable()
      return { id: entry.body.file_id! }
    },
    onDelivered: (message) => delivered.push(message.id),
  })
  const clientId = await outbox.add(
    'a',
    { kind: 'image' },
    new File(['x'], 'photo.png', { type: 'image/png' }),
  )
  await vi.waitFor(() => expect(outbox.entries[0]!.body.file_id).toBe('file-1'))
  await vi.waitFor(() => expect(outbox.entries[0]!.state).toBe('queued'))
  fails = false
  outbox.wake()
  await vi.waitFor(() => expect(delivered).toEqual(['file-1']))
  expect(uploads).toEqual([clientId])
})

it('works without storage', async () => {
  vi.stubGlobal('indexedDB', {
    open: () => {
      throw new Error('denied')
    },
  })
  const { outbox, waiting, delivered, sending } = tab(fresh())
  await outbox.add('a', text('一'))
  await sending(1)
  waiting[0]!.answer({ id: '1' })
  await vi.waitFor(() => expect(delivered).toHaveLength(1))
  vi.unstubAllGlobals()
})

function fakeLocks() {
  const queues = new Map<string, Promise<unknown>>()
  return {
    request(name: string, options: { signal: AbortSignal }, hold: () => Promise<void>) {
      const turn = (queues.get(name) ?? Promise.resolve()).then(() =>
        options.signal.aborted ? undefined : hold(),
      )
      queues.set(name, turn)
      return turn
    },
  }
}

it('sends where the browser denies locks', async () => {
  vi.stubGlobal('navigator', {
    locks: { request: async () => Promise.reject(new Error('denied')) },
  })
  const { outbox, waiting, sending } = tab(fresh())
  await outbox.add('a', text('一'))
  await sending(1)
  expect(waiting[0]!.entry.body.text).toBe('一')
  vi.unstubAllGlobals()
})
