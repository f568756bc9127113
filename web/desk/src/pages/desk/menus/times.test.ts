import { describe, expect, it } from 'vitest'
import { laterTimes } from './times'

const choices = (now: Date, openings: Date[] = []) =>
  laterTimes(now, openings).map(({ choice }) => choice)
const friday = new Date(2026, 10, 20, 10)
const nine = (day: number) => new Date(2026, 10, day, 9, 30)

describe('times for later', () => {
  it('offer this afternoon and this evening only before they come', () => {
    expect(choices(friday)).toContain('afternoon')
    expect(choices(new Date(2026, 10, 20, 15))).toContain('evening')
    expect(choices(new Date(2026, 10, 20, 19))).not.toContain('evening')
  })

  it('offer Monday unless tomorrow is Monday', () => {
    const sunday = new Date(2026, 10, 22, 10)
    expect(choices(sunday)).not.toContain('monday')
    expect(laterTimes(friday, []).find(({ choice }) => choice === 'monday')!.at).toEqual(
      new Date(2026, 10, 23, 9),
    )
  })

  it('begin when the shop opens', () => {
    const daily = [20, 21, 22, 23].map(nine)
    expect(laterTimes(friday, daily).slice(-2)).toEqual([
      { choice: 'tomorrow_open', at: nine(21) },
      { choice: 'monday_open', at: nine(23) },
    ])
  })

  it('skip closed days', () => {
    expect(laterTimes(friday, [nine(24)]).at(-1)).toEqual({ choice: 'next_open', at: nine(24) })
    expect(laterTimes(friday, [nine(23)]).at(-1)).toEqual({ choice: 'next_open', at: nine(23) })
  })

  it('are all in the future', () => {
    for (let hour = 0; hour < 24; hour++) {
      const now = new Date(2026, 10, 20, hour, 30)
      for (const { at } of laterTimes(now, [20, 21, 23].map(nine)))
        expect(at.getTime()).toBeGreaterThan(now.getTime())
    }
  })
})
