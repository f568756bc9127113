import { describe, expect, it } from 'vitest'
import { snoozeTimes } from './times'

const choices = (now: Date) => snoozeTimes(now).map(({ choice }) => choice)

describe('snooze times', () => {
  it('offer this evening only before it comes', () => {
    expect(choices(new Date(2026, 10, 18, 10))).toContain('evening')
    expect(choices(new Date(2026, 10, 18, 19))).not.toContain('evening')
  })

  it('offer Monday unless tomorrow is Monday', () => {
    const sunday = new Date(2026, 10, 22, 10)
    const friday = new Date(2026, 10, 20, 10)
    expect(choices(sunday)).not.toContain('monday')
    expect(snoozeTimes(friday).find(({ choice }) => choice === 'monday')!.until).toEqual(
      new Date(2026, 10, 23, 9),
    )
  })

  it('are all in the future', () => {
    for (let hour = 0; hour < 24; hour++) {
      const now = new Date(2026, 10, 20, hour, 30)
      for (const { until } of snoozeTimes(now))
        expect(until.getTime()).toBeGreaterThan(now.getTime())
    }
  })
})
