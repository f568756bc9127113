import { expect, it } from 'vitest'
import { merge, unreadCount } from './state'
import { message, mine } from './testing'

it('merges in order and replaces what is known', () => {
  const recalled = message(2, { text: null, recalled_at: '2026-11-20T06:01:00Z' })
  const merged = merge([message(2), message(5)], [message(1), recalled, message(3)])
  expect(merged.map((one) => one.seq)).toEqual([1, 2, 3, 5])
  expect(merged[1]!.recalled_at).toBeTruthy()
})

it('counts what the shop said since the buyer looked', () => {
  const messages = [message(1), mine(2), message(3), message(4, { recalled_at: 'x' }), message(5)]
  expect(unreadCount(messages, 1)).toBe(2)
  expect(unreadCount(messages, 5)).toBe(0)
})
