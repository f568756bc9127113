import { describe, expect, it } from 'vitest'
import { aConversation, time } from '@/live/testing'
import { longestWait, nextAfter } from './next'

const waits = (id: string, since: number | null) =>
  aConversation({ id, waiting_since: since === null ? null : time(since) })

describe('next', () => {
  it('is who has waited longest, not who was just left', () => {
    expect(nextAfter([waits('a', 1), waits('b', 5), waits('c', 3)], 'a')?.id).toBe('c')
    expect(nextAfter([waits('a', null), waits('b', null)], 'a')?.id).toBe('b')
    expect(nextAfter([waits('a', 1)], 'a')).toBeNull()
  })

  it('is who waits longest for me or for anybody before who waits for a colleague', () => {
    const hers = { ...waits('a', 1), assignee_id: 'mei' }
    const free = { ...waits('b', 2), assignee_id: null }
    expect(longestWait([hers, free], 'me')?.id).toBe('b')
    expect(longestWait([hers], 'me')?.id).toBe('a')
    expect(longestWait([waits('c', null)], 'me')).toBeNull()
  })
})
