import { describe, expect, it } from 'vitest'
import { aMessage, time } from '@/live/testing'
import { prepends, threadItems } from './items'

const kinds = (items: ReturnType<typeof threadItems>) => items.map((item) => item.type)

describe('thread items', () => {
  it('separates days and groups what one speaker says in a row', () => {
    const items = threadItems([
      aMessage({ seq: 1, created_at: time(0) }),
      aMessage({ seq: 2, created_at: time(20) }),
      aMessage({ seq: 3, created_at: time(40), author: 'agent', staff_id: 'mei' }),
      aMessage({ seq: 4, created_at: time(86_400) }),
    ])
    expect(kinds(items)).toEqual(['day', 'message', 'message', 'message', 'day', 'message'])
    expect(
      items.filter((item) => item.type === 'message').map((item) => [item.first, item.last]),
    ).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ])
  })

  it('leaves the first day open while earlier messages are not loaded, so that history only ever comes before', () => {
    expect(kinds(threadItems([aMessage()], { hasOlder: true }))).toEqual(['message'])
  })

  it("keeps a note apart from the same colleague's replies", () => {
    const by = { author: 'agent', staff_id: 'mei' } as const
    const items = threadItems([
      aMessage({ seq: 1, ...by }),
      aMessage({ seq: 2, ...by, kind: 'note' }),
    ])
    expect(items.filter((item) => item.type === 'message' && item.first)).toHaveLength(2)
  })

  it('starts a new episode after a long pause and after the conversation was closed', () => {
    const solved = aMessage({
      seq: 2,
      kind: 'event',
      author: 'system',
      event: { name: 'solved', data: {} },
    })
    expect(
      kinds(
        threadItems([aMessage({ seq: 1 }), solved, aMessage({ seq: 3, created_at: time(60) })]),
      ),
    ).toEqual(['day', 'message', 'event', 'episode', 'message'])
    expect(
      kinds(threadItems([aMessage({ seq: 1 }), aMessage({ seq: 2, created_at: time(7 * 3600) })])),
    ).toContain('episode')
  })

  it('draws one line above the first unread buyer message', () => {
    const messages = [1, 2, 3].map((seq) => aMessage({ seq, created_at: time(seq) }))
    expect(kinds(threadItems(messages, { unreadAfter: 1 }))).toEqual([
      'day',
      'message',
      'unread',
      'message',
      'message',
    ])
    expect(kinds(threadItems(messages, { unreadAfter: 3 }))).not.toContain('unread')
  })

  it('draws no line above unread messages that go on in the history not yet loaded', () => {
    const messages = [5, 6].map((seq) => aMessage({ seq, created_at: time(seq) }))
    const first = threadItems(messages, { unreadAfter: 1, hasOlder: true })
    expect(kinds(first)).toEqual(['message', 'message'])
    const all = [1, 2].map((seq) => aMessage({ seq, created_at: time(seq) })).concat(messages)
    expect(prepends(first, threadItems(all, { unreadAfter: 1 }))).toBe(true)
  })

  it('tell history put before from news put behind', () => {
    const older = threadItems([aMessage({ seq: 1 }), aMessage({ seq: 2 })], { hasOlder: true })
    const newer = threadItems([aMessage({ seq: 2 })], { hasOlder: true })
    const news = threadItems([aMessage({ seq: 2 }), aMessage({ seq: 3 })], { hasOlder: true })
    expect(prepends(newer, older)).toBe(true)
    expect(prepends(newer, news)).toBe(false)
    expect(prepends([], older)).toBe(false)
  })
})
