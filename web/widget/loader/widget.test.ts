// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest'
import type { ToPage } from '../shared/protocol'
import { Widget } from './widget'

let root: ShadowRoot
let widget: Widget
const attach = HTMLElement.prototype.attachShadow
const create = document.createElement.bind(document)

const button = () => root.querySelector('button')!
const frame = () => root.querySelector<HTMLIFrameElement>('still-frame')
const panel = () => root.querySelector('.panel')!

/** Plays the panel: takes the port of the start message and speaks over it. */
function meet() {
  const posted = vi.fn<(...told: unknown[]) => void>()
  Object.defineProperty(frame()!, 'contentWindow', { value: { postMessage: posted, focus() {} } })
  frame()!.dispatchEvent(new Event('load'))
  const [start, origin, [port]] = posted.mock.calls[0] as [object, string, [MessagePort]]
  const heard: object[] = []
  port.addEventListener('message', (event) => heard.push(event.data))
  port.start()
  const say = (message: ToPage) => port.postMessage(message)
  return { start, origin, heard, say }
}

function place(data: Record<string, string> = {}) {
  const script = document.createElement('script')
  Object.defineProperty(script, 'src', { value: 'https://desk.example.com/widget.js' })
  Object.assign(script.dataset, { key: 'k', locale: 'zh-CN', ...data })
  widget = new Widget(script, 'k')
}

beforeEach(() => {
  document.body.replaceChildren()
  localStorage.clear()
  // Takes an address like a frame, and loads nothing.
  vi.spyOn(document, 'createElement').mockImplementation((name: string) =>
    create(name === 'iframe' ? 'still-frame' : name),
  )
  vi.spyOn(HTMLElement.prototype, 'attachShadow').mockImplementation(function (this: HTMLElement) {
    return (root = attach.call(this, { mode: 'open' }))
  })
  vi.stubGlobal('matchMedia', () => ({ matches: false }))
  vi.stubGlobal('requestIdleCallback', (then: () => void) => then())
})

it('loads nothing before the buyer shows interest', () => {
  place()
  expect(frame()).toBeNull()
  button().dispatchEvent(new Event('pointerenter'))
  expect(frame()!.src).toBe(
    `https://desk.example.com/widget/panel?key=k&origin=${encodeURIComponent(location.origin)}`,
  )
  expect(panel().classList.contains('open')).toBe(false)
})

it('loads while idle for a visitor who has a session', () => {
  localStorage.setItem('zhanggui:k', '1')
  place()
  expect(frame()).not.toBeNull()
})

it('hands its port to the exact origin of the panel', () => {
  place({ theme: 'dark' })
  widget.identify('jwt')
  button().click()
  const { start, origin } = meet()
  expect(origin).toBe('https://desk.example.com')
  expect(start).toMatchObject({ type: 'start', theme: 'dark', identity: 'jwt', open: true })
})

it('shows the panel once it is ready, and tells what is unread', async () => {
  place()
  button().click()
  expect(button().ariaBusy).toBe('true')
  const { say } = meet()
  say({ type: 'ready' })
  await vi.waitFor(() => expect(panel().classList.contains('open')).toBe(true))
  expect(button().ariaLabel).toBe('收起客服窗口')

  say({ type: 'close' })
  say({ type: 'unread', count: 3 })
  await vi.waitFor(() => expect(root.querySelector('b')!.textContent).toBe('3'))
  expect(panel().classList.contains('open')).toBe(false)
  expect(button().ariaLabel).toBe('在线客服，3 条新消息')
})

it('closes on Esc and gives the focus back', async () => {
  place()
  button().click()
  const { say } = meet()
  say({ type: 'ready' })
  await vi.waitFor(() => expect(panel().classList.contains('open')).toBe(true))
  dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
  expect(panel().classList.contains('open')).toBe(false)
  expect(root.activeElement).toBe(button())
})

it('tries anew when the panel did not come', () => {
  vi.useFakeTimers()
  place()
  button().click()
  vi.advanceTimersByTime(10_000)
  expect(frame()).toBeNull()
  expect(button().ariaBusy).toBe('false')
  button().click()
  expect(frame()).not.toBeNull()
  vi.useRealTimers()
})
