import { describe, expect, it } from 'vitest'
import { time } from '@/live/testing'
import { newestDraft } from './drafts'

const stored = { conversation_id: 'c1', text: '服务器上的', note: false, updated_at: time(10) }
const local = (seconds: number, text = '这台设备上的') => ({
  text,
  note: true,
  at: Date.parse(time(seconds)),
})

describe('drafts', () => {
  it('the copy touched last wins', () => {
    expect(newestDraft(local(11), stored)?.text).toBe('这台设备上的')
    expect(newestDraft(local(9), stored)?.text).toBe('服务器上的')
  })

  it('one emptied here does not come back from the server', () => {
    expect(newestDraft(local(11, ''), stored)).toBeNull()
    expect(newestDraft(null, null)).toBeNull()
  })
})
