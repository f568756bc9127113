import { describe, expect, it } from 'vitest'
import { comingDays, halfHours } from './slots'

const now = new Date(2026, 10, 22, 22, 45)

describe('moments to choose from', () => {
  it('begin today and cross the month', () => {
    const days = comingDays(now)
    expect(days[0]).toEqual(new Date(2026, 10, 22))
    expect(days.at(-1)).toEqual(new Date(2026, 11, 5))
  })

  it('leave out what is past', () => {
    expect(halfHours(new Date(2026, 10, 22), now)).toEqual([
      new Date(2026, 10, 22, 23),
      new Date(2026, 10, 22, 23, 30),
    ])
    expect(halfHours(new Date(2026, 10, 23), now)).toHaveLength(48)
  })
})
