import { expect, test, vi } from 'vitest'
import type { Chat } from '../chat/chat'
import type { Message } from '../chat/model'
import { blank } from '../chat/state'
import { Store } from '../chat/store'
import { message } from '../chat/testing'
import { ask, press, rate } from './bot'

function chatWith(messages: Message[], answer: (id: string) => Promise<Message>) {
  const store = new Store({ ...blank, messages })
  const send = vi.fn<(body: { press?: unknown }) => void>()
  const chat = { store, server: { rate: answer }, outgoing: { send } } as unknown as Chat
  return { chat, send, helpful: () => store.value.messages[0]!.bot!.helpful }
}

const answered = message(1, {
  author: 'bot',
  bot: { act: 'answer', buttons: [], can_be_rated: true, helpful: null },
})

test('a question of the shop is sent with its entry, so that nothing is guessed', () => {
  const { chat, send } = chatWith([], Promise.reject)
  ask(chat, { label: '多久发货', entry_id: 'e1' })
  expect(send).toHaveBeenLastCalledWith({
    kind: 'text',
    text: '多久发货',
    press: { what: 'entry', entry_id: 'e1' },
  })
  ask(chat, { label: '别的问题', entry_id: null })
  expect(send).toHaveBeenLastCalledWith({ kind: 'text', text: '别的问题' })
  press(chat, '转人工客服', { what: 'person' })
  expect(send.mock.lastCall![0].press).toEqual({ what: 'person' })
})

test('a thumb shows at once and goes back when the server does not take it', async () => {
  const { chat, helpful } = chatWith([answered], () => Promise.reject(new Error('gone')))
  const rated = rate(chat, answered, true)
  expect(helpful()).toBe(true)
  await rated
  expect(helpful()).toBe(null)
})
