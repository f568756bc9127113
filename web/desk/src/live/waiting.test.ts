import { describe, expect, it } from 'vitest'
import { countdown, leftParts, waitParts, waitStep } from './waiting'

describe('waiting', () => {
  it('steps at 30, 60, 100 and 180 seconds', () => {
    const waits = [0, 29_999, 30_000, 59_999, 60_000, 99_999, 100_000, 179_999, 180_000]
    expect(waits.map((ms) => waitStep(ms))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4])
  })

  it("steps where the shop's own thresholds are", () => {
    expect([4_999, 5_000, 20_000].map((ms) => waitStep(ms, [5, 10, 15, 20]))).toEqual([0, 1, 4])
  })

  it('counts seconds, then minutes, then hours and days', () => {
    expect(waitParts(-500)).toEqual({ unit: 'seconds', text: '0' })
    expect(waitParts(55_400)).toEqual({ unit: 'seconds', text: '55' })
    expect(waitParts(200_000)).toEqual({ unit: 'clock', text: '3:20' })
    expect(waitParts(2 * 3_600_000)).toEqual({ unit: 'hours', text: '2' })
    expect(waitParts(50 * 3_600_000)).toEqual({ unit: 'days', text: '2' })
  })
})

const at = (time: string) => `2026-11-11T${time}Z`

describe('a countdown', () => {
  const now = (time: string) => Date.parse(at(time))
  const open = { reply_due_at: at('12:01:00'), reply_paused_from: null, reply_paused_until: null }

  it('runs down to nothing and below', () => {
    expect(countdown(open, now('12:00:50'))).toEqual({ left: 10_000, paused: false })
    expect(countdown(open, now('12:01:05'))).toEqual({ left: -5_000, paused: false })
    expect(countdown({ ...open, reply_due_at: null }, 0)).toBeNull()
  })

  it('stands still while the shop is closed', () => {
    const closed = {
      reply_due_at: at('15:00:40'),
      reply_paused_from: at('13:00:00'),
      reply_paused_until: at('15:00:00'),
    }
    expect(countdown(closed, now('12:59:40'))).toEqual({ left: 60_000, paused: false })
    expect(countdown(closed, now('13:00:00'))).toEqual({ left: 40_000, paused: true })
    expect(countdown(closed, now('14:59:59'))).toEqual({ left: 40_000, paused: true })
    expect(countdown(closed, now('15:00:10'))).toEqual({ left: 30_000, paused: false })
  })

  it('is shown in minutes and seconds, the one that has begun included', () => {
    expect(leftParts(5_001)).toEqual({ unit: 'clock', text: '0:06' })
    expect(leftParts(83_000)).toEqual({ unit: 'clock', text: '1:23' })
    expect(leftParts(7_200_000)).toEqual({ unit: 'hours', text: '2' })
  })
})
