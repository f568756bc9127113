import { describe, expect, it } from 'vitest'
import { endOf, spansOf } from './times'

describe('how long a customer is blocked', () => {
  it('is at most a day for who does not lead', () => {
    expect(spansOf(false)).toEqual(['hour', 'day'])
    expect(spansOf(true)).toContain('ever')
    for (const span of spansOf(false)) {
      expect(Date.parse(endOf(span, 0)!)).toBeLessThan(24 * 3_600_000)
    }
  })

  it('has no end where it is for good', () => {
    expect(endOf('ever', 0)).toBeNull()
    expect(endOf('hour', 0)).toBe('1970-01-01T00:59:55.000Z')
  })
})
