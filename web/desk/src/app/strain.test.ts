import { beforeEach, expect, test } from 'vitest'
import type { LiveEvent } from '@/live/model'
import { countStrain, feel, forgetStrain, isHostile, strain } from './strain'

beforeEach(forgetStrain)

test.each(['你们就是骗子', '垃圾客服', '給我滾', 'You are idiots', 'what a SCAM', '你妈的'])(
  'is hostile: %s',
  (text) => expect(isHostile(text)).toBe(true),
)
test.each([
  '垃圾袋有货吗',
  '滚筒洗衣机能洗吗',
  '妈妈的尺码怎么选',
  'Is it a duvet?',
  '颜色傻傻分不清',
  'classic fit',
])('is not: %s', (text) => expect(isHostile(text)).toBe(false))

test('three within a quarter of an hour are a run, and then there is peace', () => {
  const count = countStrain()
  const minute = 60_000
  expect([0, 10 * minute, 20 * minute].map(count)).toEqual([false, false, false])
  expect(count(21 * minute)).toBe(true)
  expect([22, 23, 24, 25].map((at) => count(at * minute))).toEqual([false, false, false, false])
  expect(count(52 * minute)).toBe(false)
  expect([53, 54].map((at) => count(at * minute))).toEqual([false, true])
})

const said = (text: string, owner: string | null, author = 'customer') =>
  ({
    name: 'message.created',
    data: { message: { author, text }, conversation: { id: 'talk', assignee_id: owner } },
  }) as unknown as LiveEvent

test('only what buyers say to me counts', () => {
  for (const event of [
    said('骗子', 'me'),
    said('骗子', 'me'),
    said('骗子', 'colleague'),
    said('骗子', null),
    said('骗子', 'me', 'agent'),
  ])
    feel(event, 'me')
  expect(strain.value).toBeNull()
  feel(said('骗子', 'me'), 'me')
  expect(strain.value).toBe('talk')
})
