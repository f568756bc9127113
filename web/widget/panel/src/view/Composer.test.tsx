// @vitest-environment happy-dom
import { render } from 'preact'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Chat } from '../chat/chat'
import { type Words, wordsOf } from '../words'
import { Composer } from './Composer'
import { UiContext } from './ui'

const sent: unknown[] = []
const files: File[] = []
const chat = {
  server: { key: 'k' },
  outgoing: {
    send: (body: unknown) => sent.push(body),
    sendFile: (file: File) => files.push(file),
  },
  wrote: () => {},
} as unknown as Chat

let words: Words
let field: HTMLTextAreaElement

beforeEach(async () => {
  words = await wordsOf('zh-CN')
  vi.stubGlobal('matchMedia', () => ({ matches: false }))
  const ui = { chat, words, t: words.t, openImage: () => {} }
  render(
    <UiContext.Provider value={ui}>
      <Composer opened />
    </UiContext.Provider>,
    document.body,
  )
  field = document.querySelector('textarea')!
})

afterEach(() => {
  render(null, document.body)
  localStorage.clear()
  sent.length = files.length = 0
})

async function write(text: string) {
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await new Promise((resolve) => setTimeout(resolve, 20))
}

function press(init: KeyboardEventInit & { keyCode?: number }) {
  const event = new KeyboardEvent('keydown', {
    key: 'Enter',
    bubbles: true,
    cancelable: true,
    ...init,
  })
  if (init.keyCode) Object.defineProperty(event, 'keyCode', { value: init.keyCode })
  field.dispatchEvent(event)
  return event
}

it('sends by Enter and empties the field', async () => {
  await write('  今天能发货吗？ ')
  expect(press({}).defaultPrevented).toBe(true)
  expect(sent).toEqual([{ kind: 'text', text: '今天能发货吗？' }])
  await vi.waitFor(() => expect(field.value).toBe(''))
})

it('does not send while an input method composes', async () => {
  await write('ni hao')
  press({ isComposing: true })
  press({ keyCode: 229 })
  expect(sent).toEqual([])
})

it('breaks the line by Shift and Enter', async () => {
  await write('一')
  expect(press({ shiftKey: true }).defaultPrevented).toBe(false)
  expect(sent).toEqual([])
})

it('sends nothing when there is nothing', async () => {
  await write('   ')
  press({})
  expect(sent).toEqual([])
  expect(document.querySelector<HTMLButtonElement>('.send')!.disabled).toBe(true)
})

it('keeps what is written for the next time', async () => {
  await write('还没写完')
  expect(localStorage.getItem('zhanggui.draft.k')).toBe('还没写完')
  press({})
  expect(localStorage.getItem('zhanggui.draft.k')).toBeNull()
})

it('sends pasted pictures', () => {
  const picture = new File(['x'], 'a.png', { type: 'image/png' })
  const paste = new Event('paste', { bubbles: true, cancelable: true })
  Object.defineProperty(paste, 'clipboardData', { value: { files: [picture] } })
  field.dispatchEvent(paste)
  expect(files).toEqual([picture])
  expect(paste.defaultPrevented).toBe(true)
})
