import { expect, it } from 'vitest'
import type { Outlook } from './model'
import { isOutdated, nextChange, outlookAt } from './outlook'

const open: Outlook = {
  open: true,
  opens_at: '2026-11-12T01:00:00.000Z',
  closes_at: '2026-11-11T14:00:00.000Z',
  special_day: null,
  online: true,
  reply: null,
}
const at = (time: string) => Date.parse(`${time}Z`)

it('closes and opens by itself', () => {
  expect(outlookAt(open, at('2026-11-11T13:59:59'))).toBe(open)
  expect(outlookAt(open, at('2026-11-11T14:00:00'))).toMatchObject({
    open: false,
    opens_at: open.opens_at,
  })
  expect(outlookAt(open, at('2026-11-12T01:00:00'))).toMatchObject({ open: true, opens_at: null })
})

it('forgets a holiday when it is over', () => {
  const holiday = { ...open, open: false, closes_at: null, special_day: '国庆节' }
  expect(outlookAt(holiday, at('2026-11-11T14:00:00')).special_day).toBe('国庆节')
  expect(outlookAt(holiday, at('2026-11-12T01:00:00')).special_day).toBe(null)
})

it('asks again only when more has happened than it was told', () => {
  expect(isOutdated(open, at('2026-11-11T15:00:00'))).toBe(false)
  expect(isOutdated(open, at('2026-11-12T01:00:00'))).toBe(true)
  expect(isOutdated({ ...open, opens_at: null, closes_at: null }, at('2030-01-01T00:00:00'))).toBe(
    false,
  )
})

it('knows when its words change next', () => {
  const noon = new Date(2026, 10, 11, 12).getTime()
  const midnight = new Date(2026, 10, 12).getTime()
  expect(nextChange({ ...open, opens_at: null, closes_at: null }, noon)).toBe(midnight)
  const soon = new Date(noon + 60_000).toISOString()
  expect(nextChange({ ...open, closes_at: soon }, noon)).toBe(noon + 60_000)
})
