import { QueryClient } from '@tanstack/vue-query'
import { expect, test } from 'vitest'
import { keys } from '@/live/keys'
import {
  arrived,
  attention,
  markRead,
  type Notification,
  type NotificationList,
} from './notifications'

const told = (id: string, fields: Partial<Notification> = {}): Notification => ({
  id,
  kind: 'overdue',
  conversation_id: 'c1',
  conversation_number: 1,
  customer_name: '林小满',
  conversations: 1,
  by_id: null,
  at: '2026-11-11T04:00:00.000Z',
  read_at: null,
  ...fields,
})
const shown = (cache: QueryClient) => cache.getQueryData<NotificationList>(keys.notifications)!

test('what comes is first, and more of the same is not new', () => {
  const cache = new QueryClient()
  expect(arrived(cache, told('a'), 1)).toBe(true)
  expect(arrived(cache, told('b'), 2)).toBe(true)
  expect(arrived(cache, told('a', { conversations: 3 }), 2)).toBe(false)
  expect(shown(cache).items.map(({ id, conversations }) => [id, conversations])).toEqual([
    ['a', 3],
    ['b', 1],
  ])
  expect(shown(cache).unread).toBe(2)
})

test('what was read is not counted twice', () => {
  const cache = new QueryClient()
  arrived(cache, told('a'), 1)
  arrived(cache, told('b'), 2)
  for (const _ of [1, 2]) markRead(cache, ({ id }) => id === 'a')
  expect(shown(cache).unread).toBe(1)
  markRead(cache, () => true)
  expect(shown(cache).unread).toBe(0)
  expect(shown(cache).items.every(({ read_at }) => read_at)).toBe(true)
})

test('late answers, what is mine and mentions are told apart', () => {
  expect(attention('still_waiting')).toBe('late')
  expect(attention('transferred')).toBe('mine')
  expect(attention('mentioned')).toBe('mention')
})
