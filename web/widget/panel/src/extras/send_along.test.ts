import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Chat } from '../chat/chat'
import { sendAlong } from './send_along'

const sent: string[] = []
let chat: Pick<Chat, 'along' | 'live' | 'store'>
let end: () => void

beforeEach(() => {
  vi.useFakeTimers()
  sent.length = 0
  chat = {
    along: undefined,
    live: { send: ({ text }: { text: string }) => sent.push(text) > 0 },
    store: { value: { conversation: {} } },
  } as never
  end = sendAlong(chat as Chat)
})

afterEach(() => {
  end()
  vi.useRealTimers()
})

it('sends the first word at once and then the newest with a breath between', () => {
  for (const text of ['我', '我想', '我想问']) chat.along!(text)
  expect(sent).toEqual(['我'])
  vi.advanceTimersByTime(600)
  expect(sent).toEqual(['我', '我想问'])
  vi.advanceTimersByTime(5000)
  expect(sent).toHaveLength(2)
})

it('sends no more than the end of a long text, cut between signs', () => {
  chat.along!(`${'字'.repeat(600)}😀`)
  expect([...sent[0]!]).toHaveLength(500)
  expect(sent[0]!.endsWith('字😀')).toBe(true)
})

it('sends nothing after the buyer sent, emptied the field, or the shop wants it no more', () => {
  chat.along!('我')
  chat.along!('我想')
  chat.along!('')
  vi.advanceTimersByTime(5000)
  expect(sent).toEqual(['我'])
  chat.along!('又')
  chat.along!('又来')
  end()
  expect(chat.along).toBeUndefined()
  vi.advanceTimersByTime(5000)
  expect(sent).toEqual(['我', '又'])
})

it('sends nothing before there is a conversation', () => {
  chat.store.value.conversation = null
  chat.along!('还没开始')
  expect(sent).toEqual([])
})
