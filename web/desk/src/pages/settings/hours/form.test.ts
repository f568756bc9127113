import { expect, test } from 'vitest'
import type { Settings, Week } from '@/app/hours'
import {
  bars,
  copyDay,
  DAYS,
  endsNextDay,
  fieldsOf,
  formOf,
  nextSpan,
  settingsOf,
  usualWeek,
} from './form'

const week: Week = {
  ...usualWeek(),
  friday: [
    { from: '09:00', until: '12:00' },
    { from: '18:00', until: '02:00' },
  ],
  sunday: [{ from: '00:00', until: '24:00' }],
}
const settings: Settings = {
  week,
  special_days: [
    { name: '国庆节', from: '2026-10-01', until: '2026-10-07', spans: [], inbox_ids: ['i1'] },
  ],
  inboxes: [{ inbox_id: 'i1', week: null }],
}

test('what is shown and not changed is what was read', () => {
  expect(settingsOf(formOf(settings))).toEqual(settings)
  expect(settingsOf(formOf({ ...settings, week: null })).week).toBe(null)
})

test('the end of a day is typed as midnight', () => {
  expect(formOf(settings).week.sunday).toEqual([{ from: '00:00', until: '00:00' }])
  expect(endsNextDay({ from: '09:00', until: '00:00' })).toBe(false)
  expect(endsNextDay({ from: '18:00', until: '02:00' })).toBe(true)
})

test('one more begins after the last, where there is room', () => {
  expect(nextSpan([])).toEqual({ from: '09:00', until: '22:00' })
  expect(nextSpan([{ from: '09:00', until: '12:00' }])).toEqual({ from: '13:00', until: '17:00' })
  expect(nextSpan([{ from: '09:00', until: '21:00' }])).toEqual({ from: '22:00', until: '00:00' })
  expect(nextSpan([{ from: '09:00', until: '22:30' }])).toBe(null)
  expect(nextSpan([{ from: '18:00', until: '02:00' }])).toBe(null)
})

test('a day is copied, not shared', () => {
  const copied = copyDay(week, 'friday', ['saturday', 'sunday'])
  expect(copied.saturday).toEqual(week.friday)
  expect(copied.saturday[0]).not.toBe(week.friday[0])
  expect(copied.monday).toBe(week.monday)
})

test('what runs past midnight shows on the next day', () => {
  expect(bars(week, 'saturday')[0]).toEqual({ from: 0, width: 120 / 14.4 })
  expect(bars(week, 'friday').at(-1)).toEqual({ from: 75, width: 25 })
  expect(bars(formOf(settings).week, 'sunday')).toEqual([{ from: 0, width: 100 }])
})

test('every field that may be at fault is shown', () => {
  const fields = fieldsOf(formOf(settings))
  for (const day of DAYS) expect(fields).toContain(`week.${day}`)
  expect(fields).toContain('special_days.0.until')
  expect(fields).toContain('inboxes.0.week.friday')
})
