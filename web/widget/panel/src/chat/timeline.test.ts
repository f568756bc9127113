import { expect, it } from 'vitest'
import { message, mine, waiting } from './testing'
import { timeline } from './timeline'

const none = { messages: [], waiting: [], unreadAfter: null, agentReadSeq: 0 }
const types = (lines: ReturnType<typeof timeline>) => lines.map((line) => line.type)

const at = (created_at: string) => ({ created_at })

it('opens with the moment and separates pauses and days', () => {
  const lines = timeline({
    ...none,
    messages: [
      message(1, at('2026-11-20T06:00:00Z')),
      message(2, at('2026-11-20T06:04:00Z')),
      message(3, at('2026-11-20T06:10:00Z')),
      message(4, at('2026-11-22T06:10:00Z')),
    ],
  })
  expect(types(lines)).toEqual([
    'moment',
    'message',
    'message',
    'moment',
    'message',
    'moment',
    'message',
  ])
})

it('names a writer once in a row', () => {
  const other = { agent: { name: '周予安', avatar_color: 1 } }
  const lines = timeline({
    ...none,
    messages: [message(1), message(2), message(3, other), mine(4)],
  })
  expect(lines.flatMap((line) => (line.type === 'message' ? line.first : []))).toEqual([
    true,
    false,
    true,
    true,
  ])
})

it('tells the fate of the last own message only', () => {
  const messages = [mine(1), mine(2), message(3)]
  const fates = (agentReadSeq: number) =>
    timeline({ ...none, messages, agentReadSeq }).flatMap((line) =>
      line.type === 'message' ? line.fate : [],
    )
  expect(fates(1)).toEqual([null, 'delivered', null])
  expect(fates(2)).toEqual([null, 'read', null])
})

it('draws one line above what is unread', () => {
  const lines = timeline({
    ...none,
    messages: [message(1), mine(2), message(3), message(4)],
    unreadAfter: 1,
  })
  expect(types(lines)).toEqual(['moment', 'message', 'message', 'unread', 'message', 'message'])
})

it('shows a message once while its event and its answer cross', () => {
  const lines = timeline({
    ...none,
    messages: [mine(1)],
    waiting: [waiting('c1', { state: 'sending' }), waiting('c2')],
  })
  expect(lines.map((line) => line.key)).toEqual(['at c1', 'c1', 'c2'])
})
