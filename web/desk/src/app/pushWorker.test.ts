// @vitest-environment node
import { expect, test } from 'vitest'
import { workerSource } from '../../pushWorker'

type Handler = (event: Record<string, unknown>) => void

interface Shown {
  title: string
  body: string
  tag: string
  data: { path?: string }
}

interface Window {
  url: string
  visibilityState: string
  asked: unknown[]
  focused: number
  postMessage(said: unknown, ports: MessagePort[]): void
  focus(): Promise<void>
}

/** A browser that runs the worker, with these windows open. */
function browser(windows: Window[] = []) {
  const handlers = new Map<string, Handler>()
  const shown: Shown[] = []
  const opened: string[] = []
  const names = ['addEventListener', 'clients', 'registration', 'skipWaiting']
  const run = new Function(...names, workerSource())
  run(
    (name: string, handler: Handler) => handlers.set(name, handler),
    {
      matchAll: async () => windows,
      openWindow: async (path: string) => void opened.push(path),
      claim: async () => undefined,
    },
    {
      showNotification: async (title: string, note: Omit<Shown, 'title'>) =>
        void shown.push({ title, ...note }),
    },
    () => undefined,
  )
  async function dispatch(name: string, event: Record<string, unknown>) {
    let work: Promise<unknown> = Promise.resolve()
    handlers.get(name)!({ ...event, waitUntil: (promise: Promise<unknown>) => (work = promise) })
    await work
  }
  return {
    shown,
    opened,
    push: (note: unknown) =>
      dispatch('push', { data: note === undefined ? null : { json: () => note } }),
    touch: (data: unknown) =>
      dispatch('notificationclick', { notification: { close: () => undefined, data } }),
  }
}

const aWindow = (path: string, visibilityState = 'hidden', answers = true): Window => ({
  url: `https://shop.example${path}`,
  visibilityState,
  asked: [],
  focused: 0,
  async focus() {
    this.focused += 1
  },
  postMessage(said, [port]) {
    this.asked.push(said)
    // oxlint-disable-next-line require-post-message-target-origin -- a port has none
    if (answers) port!.postMessage('here')
  },
})

const note = {
  kind: 'overdue',
  id: 'n1',
  name: '林小满',
  by: null,
  conversations: 1,
  path: '/desk/all/c1',
}
test('each kind has its sentence in the language of the browser', async () => {
  const { push, shown } = browser()
  await push({ ...note, locale: 'zh-CN' })
  await push({ ...note, locale: 'zh-Hant', kind: 'assigned', conversations: 3 })
  await push({ ...note, locale: 'en', kind: 'transferred', by: 'Mei' })
  await push({ ...note, locale: 'zh-CN', kind: 'mentioned', by: '阿林' })
  await push({ ...note, locale: 'en', kind: 'follow_up' })
  await push({ ...note, locale: 'en', kind: 'follow_up', by: 'Mei' })
  await push({ ...note, locale: 'en', name: null })
  await push({ locale: 'zh-CN', kind: null, path: '/settings/appearance' })
  expect(shown.map(({ body }) => body)).toEqual([
    '林小满 等待超时',
    '3 位客戶由您接待，最近一位是 林小满',
    'Mei handed 林小满 to you',
    '阿林 在 林小满 的备注里 @了您',
    'Time to follow up 林小满',
    'Mei asks you to follow up 林小满',
    'A customer has waited too long',
    '这台设备可以收到通知了',
  ])
  expect(shown[0]).toMatchObject({ title: '掌柜', tag: 'n1', data: { path: '/desk/all/c1' } })
})

test('what cannot be read shows something', async () => {
  const { push, shown } = browser()
  await push(undefined)
  await push({ kind: 'constructor', locale: '__proto__' })
  expect(shown).toHaveLength(2)
})

test('a desk in sight has told it already, and a panel is no desk', async () => {
  const seen = browser([aWindow('/desk/mine', 'visible')])
  await seen.push({ ...note, locale: 'en' })
  expect(seen.shown).toEqual([])
  await seen.push({ locale: 'en', kind: null })
  const panel = browser([aWindow('/assist', 'visible'), aWindow('/desk/mine')])
  await panel.push({ ...note, locale: 'en' })
  expect([seen.shown.length, panel.shown.length]).toEqual([1, 1])
})

test('a note that is touched goes to a desk that is there, else to a new one', async () => {
  const desk = aWindow('/desk/mine')
  const there = browser([aWindow('/assist'), desk])
  await there.touch({ path: '/desk/all/c1', id: 'n1' })
  expect(desk.asked).toEqual([{ open: '/desk/all/c1', id: 'n1' }])
  expect(desk.focused).toBe(1)
  expect(there.opened).toEqual([])

  const deaf = browser([aWindow('/sign-in', 'hidden', false)])
  await deaf.touch({ path: '/desk/all/c1', id: 'n1' })
  // What it was opened for stands in its address: there the notification is read.
  expect(deaf.opened).toEqual(['/desk/all/c1?told=n1'])

  const none = browser()
  await none.touch({ path: 'https://elsewhere.example/' })
  await none.touch({ path: '//elsewhere.example/' })
  expect(none.opened).toEqual(['/desk', '/desk'])
})
