// @vitest-environment node
import { expect, test, vi } from 'vitest'
import { workerSource } from '../../pushWorker'

type Handler = (event: Record<string, unknown>) => void

interface Window {
  url: string
  visibilityState: string
  postMessage: ReturnType<typeof vi.fn>
  focus: ReturnType<typeof vi.fn>
}

/** A browser that runs the worker, with these windows open. */
function browser(windows: Window[] = []) {
  const handlers = new Map<string, Handler>()
  const shown = vi.fn()
  const openWindow = vi.fn()
  const run = new Function('addEventListener', 'clients', 'registration', 'skipWaiting', workerSource())
  run(
    (name: string, handler: Handler) => handlers.set(name, handler),
    { matchAll: async () => windows, openWindow, claim: async () => undefined },
    { showNotification: async (...note: unknown[]) => shown(...note) },
    () => undefined,
  )
  async function dispatch(name: string, event: Record<string, unknown>) {
    let work: Promise<unknown> = Promise.resolve()
    handlers.get(name)!({ ...event, waitUntil: (promise: Promise<unknown>) => (work = promise) })
    await work
  }
  return {
    shown,
    openWindow,
    push: (note: unknown) =>
      dispatch('push', { data: note === undefined ? null : { json: () => note } }),
    touch: (data: unknown) =>
      dispatch('notificationclick', { notification: { close: () => undefined, data } }),
  }
}

const aWindow = (path: string, visibilityState = 'hidden', answers = true): Window => ({
  url: `https://shop.example${path}`,
  visibilityState,
  focus: vi.fn(),
  postMessage: vi.fn((_, [port]: MessagePort[]) => answers && port!.postMessage('here')),
})

const note = {
  kind: 'overdue',
  id: 'n1',
  name: '林小满',
  by: null,
  conversations: 1,
  path: '/desk/all/c1',
}
const bodies = (shown: ReturnType<typeof vi.fn>) => shown.mock.calls.map(([, { body }]) => body)

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
  expect(bodies(shown)).toEqual([
    '林小满 等待超时',
    '3 位客戶由您接待，最近一位是 林小满',
    'Mei handed 林小满 to you',
    '阿林 在 林小满 的备注里 @了您',
    'Time to follow up 林小满',
    'Mei asks you to follow up 林小满',
    'A customer has waited too long',
    '这台设备可以收到通知了',
  ])
  expect(shown.mock.calls[0]).toMatchObject(['掌柜', { tag: 'n1', data: { path: '/desk/all/c1' } }])
})

test('what cannot be read shows something', async () => {
  const { push, shown } = browser()
  await push(undefined)
  await push({ kind: 'constructor', locale: '__proto__' })
  expect(shown).toHaveBeenCalledTimes(2)
})

test('a desk in sight has told it already, and a panel is no desk', async () => {
  const seen = browser([aWindow('/desk/mine', 'visible')])
  await seen.push({ ...note, locale: 'en' })
  expect(seen.shown).not.toHaveBeenCalled()
  await seen.push({ locale: 'en', kind: null })
  const panel = browser([aWindow('/assist', 'visible'), aWindow('/desk/mine')])
  await panel.push({ ...note, locale: 'en' })
  expect([seen.shown.mock.calls.length, panel.shown.mock.calls.length]).toEqual([1, 1])
})

test('a note that is touched goes to a desk that is there, else to a new one', async () => {
  const desk = aWindow('/desk/mine')
  const there = browser([aWindow('/assist'), desk])
  await there.touch({ path: '/desk/all/c1', id: 'n1' })
  expect(desk.postMessage.mock.calls[0]![0]).toEqual({ open: '/desk/all/c1', id: 'n1' })
  expect(desk.focus).toHaveBeenCalledOnce()
  expect(there.openWindow).not.toHaveBeenCalled()

  const deaf = browser([aWindow('/sign-in', 'hidden', false)])
  await deaf.touch({ path: '/desk/all/c1', id: 'n1' })
  expect(deaf.openWindow).toHaveBeenCalledExactlyOnceWith('/desk/all/c1')

  const none = browser()
  await none.touch({ path: 'https://elsewhere.example/' })
  await none.touch({ path: '//elsewhere.example/' })
  expect(none.openWindow.mock.calls).toEqual([['/desk'], ['/desk']])
})
