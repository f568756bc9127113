import { expect, test } from 'vitest'
import type { Settings } from '@/app/reception'
import { formOf, settingsOf, words } from './form'

const settings: Settings = {
  assignment: 'automatic',
  capacity: 8,
  idle_minutes: 15,
  returning_hours: 72,
  vip_tiers: ['金卡', '黑金'],
  long_wait_seconds: 180,
  overflow_seconds: 0,
  absence_seconds: 30,
  locked: true,
  show_position: false,
}

test('what is shown and not changed is what was read', () => {
  expect(settingsOf(formOf(settings))).toEqual(settings)
})

test('words stand between commas of any script, each once', () => {
  expect(words(' 金卡，黑金, VIP 、金卡\n\n银卡;')).toEqual(['金卡', '黑金', 'VIP', '银卡'])
  expect(words('')).toEqual([])
})
