import { describe, expect, it } from 'vitest'
import type { LiveEvent } from './model'
import { mine } from './patch'
import { aConversation, time } from './testing'

const ME = 'me'
const last_message = {
  seq: 4,
  kind: 'text',
  author: 'customer',
  preview: '在吗',
  at: time(4),
} as const
const known = aConversation({
  customer_messages: 2,
  unread: 1,
  my_read_seq: 3,
  staff_read_seq: 3,
  last_message,
})
const shared = { ...known, unread: null, my_read_seq: null }
const heard = (name: string, data: LiveEvent['data']): LiveEvent => ({
  type: 'event',
  seq: 5,
  name,
  at: time(5),
  data,
})

const readTo = (staff_read_seq: number) =>
  heard('message.created', { conversation: { ...shared, staff_read_seq } })

describe('what I have read stays mine', () => {
  it("counts a buyer's message once, however often it is told", () => {
    const created = heard('message.created', {
      conversation: { ...shared, customer_messages: 3, version: 2 },
    })
    const once = mine(known, created, ME)
    expect(once.unread).toBe(2)
    expect(mine(once, created, ME).unread).toBe(2)
  })

  it("is not changed by a colleague's reading", () => {
    const read = heard('conversation.read', { conversation: shared, staff_id: 'mei' })
    expect(mine(known, read, ME)).toMatchObject({ unread: 1, my_read_seq: 3 })
  })

  it('is unknown after I read in another tab, until the server says how far', () => {
    const read = heard('conversation.read', { conversation: shared, staff_id: ME })
    expect(mine(known, read, ME).unread).toBeNull()
    expect(mine({ ...known, unread: 0 }, read, ME).unread).toBe(0)
  })

  it('is everything where no colleague has read, and unknown where one has', () => {
    expect(mine(undefined, readTo(0), ME).unread).toBe(2)
    expect(mine(undefined, readTo(3), ME).unread).toBeNull()
  })

  it('is kept from news that are older than what is known', () => {
    const stale = heard('conversation.updated', {
      conversation: { ...shared, version: 8, status: 'waiting' },
    })
    expect(mine({ ...known, version: 9 }, stale, ME).status).toBe('open')
  })
})
