import { expect, test } from 'vitest'
import type { HelpRequest } from '@/app/helpRequests'
import { asksMe, concernsMe } from './sides'

const request: HelpRequest = {
  id: '1',
  conversation_id: '2',
  customer_name: '林女士',
  asked_by: 'mei',
  staff_id: 'jun',
  group_id: null,
  text: '@小军 能机洗吗',
  asked_at: '2026-06-18T10:00:00Z',
  answer: null,
  answered_by: null,
  answered_at: null,
  closed_at: null,
}

test('who is asked has something to do until there is an answer, who asked until it is put away', () => {
  expect(asksMe(request, 'jun')).toBe(true)
  expect(asksMe(request, 'mei')).toBe(false)
  expect(concernsMe(request, 'mei')).toBe(true)
  const answered = { ...request, answered_by: 'jun', answered_at: '2026-06-18T10:01:00Z' }
  expect(concernsMe(answered, 'jun')).toBe(false)
  expect(concernsMe(answered, 'mei')).toBe(true)
})
