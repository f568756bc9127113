import { expect, test } from 'vitest'
import { figuresOf } from './figures'

test('every missed target counts', () => {
  const breaches = { first: 1, next: 2, solve: 0 }
  const day = {
    conversations: 1200,
    replies: 3,
    rounds: 0,
    average_reply_ms: null,
    longest_reply_ms: null,
    solved: 0,
    breaches,
  }
  const found = figuresOf(day, 'en')
  expect(found.find(({ key }) => key === 'late')).toEqual({ key: 'late', value: '3', bad: true })
  expect(found[0]).toEqual({ key: 'conversations', value: '1,200' })
})
