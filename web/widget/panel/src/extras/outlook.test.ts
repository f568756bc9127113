import { expect, it } from 'vitest'
import type { Outlook } from '../chat/model'
import { wordsOf } from '../words'
import { closedUntil, isOutdated, nextChange, outlookAt } from './outlook'

const open: Outlook = {
  open: true,
  opens_at: '2026-11-12T01:00:00.000Z',
  closes_at: '2026-11-11T14:00:00.000Z',
  special_day: null,
  online: true,
  reply: null,
}
const at = (time: string) => Date.parse(`${time}Z`)
const day = (...parts: [number, number, number, number]) => new Date(...parts).toISOString()

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

it('says until when it is closed', async () => {
  const words = await wordsOf('zh-CN')
  // Half an hour before midnight of a Friday.
  const now = new Date(2026, 10, 13, 23, 30)
  const said = (opens_at: string | null, special_day: string | null = null) =>
    closedUntil(
      { open: false, opens_at, closes_at: null, special_day, online: false, reply: null },
      words,
      now,
    )
  expect(said(day(2026, 10, 14, 9))).toBe('休息中，明天 9:00 上线')
  expect(said(day(2026, 10, 16, 9))).toBe('休息中，周一 9:00 上线')
  expect(said(day(2026, 11, 1, 9), '店庆')).toBe('店庆休息，12月1日 9:00 上线')
  expect(said(null)).toBe('休息中')
})
