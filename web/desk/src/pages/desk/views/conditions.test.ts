import { describe, expect, it } from 'vitest'
import type { Said } from '@/live/filter'
import { faults, formOf, same, saidBy } from './conditions'

describe('a filter in a form', () => {
  const said: Said = {
    statuses: ['open', 'waiting'],
    assigned_to_me: true,
    unassigned: true,
    assignee_ids: ['mei'],
    tag_ids: ['late'],
    awaits_reply: false,
    waiting_minutes: 5,
  }

  it('says afterwards what it said before', () => {
    expect(saidBy(formOf(said))).toEqual(said)
    expect(saidBy(formOf({}))).toEqual({})
  })

  it('says nothing by a part that was left empty', () => {
    const form = formOf({})
    form.parts.push('tag_ids', 'owner')
    expect(saidBy(form)).toEqual({})
  })

  it('is the same with all that the server writes out', () => {
    const whole: Said = { ...said, inbox_ids: [], tiers: [], quiet_hours: null, created_days: null }
    expect(same(whole, said)).toBe(true)
    expect(same({ ...whole, waiting_minutes: 6 }, said)).toBe(false)
  })

  it('knows a number that will not do', () => {
    const form = formOf(said)
    expect(faults(form)).toEqual([])
    for (const text of ['0', '1.5', '10081', '']) {
      form.numbers.waiting_minutes = text
      expect(faults(form)).toEqual(['waiting_minutes'])
    }
  })
})
