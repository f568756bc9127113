import { describe, expect, it } from 'vitest'
import { holds, type Said } from './filter'
import { aConversation, time } from './testing'

const NOW = Date.parse(time(86_400))
const fits = (said: Said, fields: Parameters<typeof aConversation>[0] = {}) =>
  holds(aConversation(fields), { said, tagged: ['late'], untagged: ['late'] }, 'me', NOW)

describe('a list of one’s own making', () => {
  it('holds what is in work where no status is said', () => {
    expect(fits({})).toBe(true)
    expect(fits({}, { status: 'queued', assignee_id: null })).toBe(true)
    expect(fits({}, { status: 'snoozed' })).toBe(false)
    expect(fits({ statuses: ['snoozed', 'solved'] }, { status: 'solved' })).toBe(true)
    expect(fits({ statuses: ['snoozed', 'solved'] })).toBe(false)
  })

  it('knows whose a conversation is', () => {
    const nobodys = { assignee_id: null }
    expect(fits({ assigned_to_me: true })).toBe(true)
    expect(fits({ assigned_to_me: true }, { assignee_id: 'mei' })).toBe(false)
    expect(fits({ assigned_to_me: true }, nobodys)).toBe(false)
    expect(fits({ unassigned: true }, nobodys)).toBe(true)
    expect(fits({ unassigned: true })).toBe(false)
    expect(fits({ unassigned: true, assignee_ids: ['mei'] }, { assignee_id: 'mei' })).toBe(true)
    expect(fits({ unassigned: true, assignee_ids: ['mei'] })).toBe(false)
  })

  it('asks for each part, and for one value of it', () => {
    expect(fits({ inbox_ids: ['i0', 'i1'], stages: ['pre_sale'] })).toBe(true)
    expect(fits({ inbox_ids: ['i0', 'i1'], stages: ['after_sale'] })).toBe(false)
    expect(fits({ group_ids: ['g'] })).toBe(false)
    expect(fits({ group_ids: ['g'] }, { group_id: 'g' })).toBe(true)
    expect(fits({ tiers: ['VIP'] })).toBe(false)
    expect(fits({ touchpoints: ['parcel'] })).toBe(false)
  })

  it('counts what lies below a tag, and what does not', () => {
    expect(fits({ tag_ids: ['delivery'] })).toBe(false)
    expect(fits({ tag_ids: ['delivery'] }, { tag_ids: ['late'] })).toBe(true)
    expect(fits({ without_tag_ids: ['delivery'] }, { tag_ids: ['late'] })).toBe(false)
    expect(fits({ without_tag_ids: ['delivery'] }, { tag_ids: ['other'] })).toBe(true)
  })

  it('goes by the clock', () => {
    const waits = (seconds: number) => ({ waiting_since: time(86_400 - seconds) })
    expect(fits({ waiting_minutes: 5 }, waits(299))).toBe(false)
    expect(fits({ waiting_minutes: 5 }, waits(300))).toBe(true)
    expect(fits({ waiting_minutes: 5 })).toBe(false)
    expect(fits({ awaits_reply: false })).toBe(true)
    expect(fits({ awaits_reply: false }, waits(1))).toBe(false)
    expect(fits({ quiet_hours: 24 })).toBe(true)
    expect(fits({ quiet_hours: 25 })).toBe(false)
    expect(fits({ created_days: 1 })).toBe(true)
    expect(fits({ created_days: 1 }, { created_at: time(-1) })).toBe(false)
  })
})
