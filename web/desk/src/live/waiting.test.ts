import { describe, expect, it } from 'vitest'
import { waitParts, waitStep } from './waiting'

describe('waiting', () => {
  it('steps at 30, 60 and 100 seconds', () => {
    const steps = [0, 29_999, 30_000, 59_999, 60_000, 99_999, 100_000].map(waitStep)
    expect(steps).toEqual([0, 0, 1, 1, 2, 2, 3])
  })

  it('counts seconds, then minutes, then hours and days', () => {
    expect(waitParts(-500)).toEqual({ unit: 'seconds', text: '0' })
    expect(waitParts(55_400)).toEqual({ unit: 'seconds', text: '55' })
    expect(waitParts(200_000)).toEqual({ unit: 'clock', text: '3:20' })
    expect(waitParts(2 * 3_600_000)).toEqual({ unit: 'hours', text: '2' })
    expect(waitParts(50 * 3_600_000)).toEqual({ unit: 'days', text: '2' })
  })
})
