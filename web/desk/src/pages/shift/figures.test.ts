import { expect, test } from 'vitest'
import { figuresOf, span } from './figures'

test('a wait is as exact as it is worth', () => {
  expect(span(4_240, 'en')).toBe('4.2 sec')
  expect(span(38_400, 'en')).toBe('38 sec')
  expect(span(150_000, 'en')).toBe('2.5 min')
  expect(span(null, 'en')).toBe('—')
  expect(span(4_240, 'zh-CN')).toBe('4.2秒')
})

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
