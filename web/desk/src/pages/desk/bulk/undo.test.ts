import { describe, expect, it } from 'vitest'
import type { Conversation } from '@/live/model'
import { stepsBack } from './undo'

const was = (id: string, fields: Partial<Conversation>) =>
  ({ id, assignee_id: null, group_id: null, snoozed_until: null, ...fields }) as Conversation

describe('undo of a change of many', () => {
  it('takes marks off again, and puts them on again', () => {
    const rows = [was('a', { status: 'open' }), was('b', { status: 'solved' })]
    const steps = (action: 'mark_spam' | 'unmark_spam') =>
      stepsBack(rows, 0, action).map(({ ids, change }) => [ids.join(''), change])
    expect(steps('mark_spam')).toEqual([['ab', { action: 'unmark_spam' }]])
    expect(steps('unmark_spam')).toEqual([['ab', { action: 'mark_spam' }]])
  })

  it('takes a reason off those that were given one', () => {
    const rows = ['a', 'b', 'c'].map((id) => was(id, { status: 'open' }))
    const [first, second] = stepsBack(rows, 0, 'solve', ({ id }) => (id === 'b' ? [] : ['asked']))
    expect([first?.ids.join(''), first?.change]).toEqual([
      'ac',
      { action: 'reopen', untag_ids: ['asked'] },
    ])
    expect([second?.ids.join(''), second?.change]).toEqual(['b', { action: 'reopen' }])
  })

  it('brings each back to whose it was and how it stood', () => {
    const steps = stepsBack(
      [
        was('a', { status: 'open', assignee_id: 'mei' }),
        was('b', { status: 'queued' }),
        was('c', { status: 'snoozed', assignee_id: 'mei', snoozed_until: '2026-11-23T01:00:00Z' }),
        was('d', { status: 'snoozed', assignee_id: 'mei' }),
        was('e', { status: 'snoozed', assignee_id: 'mei', snoozed_until: '2026-11-20T01:00:00Z' }),
        was('f', { status: 'solved', assignee_id: 'jun' }),
      ],
      Date.parse('2026-11-22T01:00:00Z'),
    )
    expect(steps.map(({ ids, change }) => [ids.join(''), change])).toEqual([
      ['abcde', { action: 'reopen' }],
      ['acde', { action: 'assign', assignee_id: 'mei', group_id: null }],
      ['b', { action: 'assign', assignee_id: null, group_id: null }],
      ['f', { action: 'assign', assignee_id: 'jun', group_id: null }],
      ['c', { action: 'snooze', until: '2026-11-23T01:00:00Z' }],
      ['d', { action: 'snooze', until: null }],
      ['f', { action: 'solve' }],
    ])
  })
})
