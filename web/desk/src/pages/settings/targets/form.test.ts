import { expect, test } from 'vitest'
import type { Settings } from '@/app/targets'
import { aRule, formOf, settingsOf } from './form'

const settings: Settings = {
  first_reply_seconds: 6,
  next_reply_seconds: 60,
  solve_seconds: 7200,
  rules: [
    {
      inbox_id: null,
      stage: 'after_sale',
      tier: '黑金',
      first_reply_seconds: 0,
      next_reply_seconds: null,
      solve_seconds: 600,
    },
  ],
  steps: [30, 60, 100, 180],
  alert_percent: 50,
  escalate_seconds: 60,
}

test('what is shown and not changed is what was read', () => {
  expect(settingsOf(formOf(settings))).toEqual(settings)
})

test('what is left empty in a rule is as for everybody, and zero is no target', () => {
  const form = {
    ...formOf(settings),
    rules: [{ ...aRule(), tier: ' 金卡 ', first: '0', solve: '' }],
  }
  expect(settingsOf(form).rules).toEqual([
    {
      inbox_id: null,
      stage: null,
      tier: '金卡',
      first_reply_seconds: 0,
      next_reply_seconds: null,
      solve_seconds: null,
    },
  ])
})
