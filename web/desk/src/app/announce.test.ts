import { describe, expect, it } from 'vitest'
import type { LiveEvent } from '@/live/model'
import { aConversation, aMessage } from '@/live/testing'
import { concernsMe } from './announce'

const heard = (assignee_id: string | null, author: 'customer' | 'agent'): LiveEvent => ({
  type: 'event',
  seq: 1,
  name: 'message.created',
  at: '2026-11-22T02:00:00.000Z',
  data: {
    message: { ...aMessage({}), author },
    conversation: { ...aConversation({}), assignee_id },
  },
})

describe('a sound is made', () => {
  it('for my buyers and for those nobody serves yet', () => {
    expect(concernsMe(heard('me', 'customer'), 'me')).toBe(true)
    expect(concernsMe(heard(null, 'customer'), 'me')).toBe(true)
  })

  it('not for those of colleagues, nor for our own replies', () => {
    expect(concernsMe(heard('mei', 'customer'), 'me')).toBe(false)
    expect(concernsMe(heard('me', 'agent'), 'me')).toBe(false)
  })
})
