import { describe, expect, it } from 'vitest'
import { fieldOf, momentOf } from './moments'

describe('a moment in a field', () => {
  it('comes back as it was, to the minute', () => {
    const moment = new Date(2026, 10, 11, 8, 5).toISOString()
    expect(fieldOf(moment)).toBe('2026-11-11T08:05')
    expect(momentOf(fieldOf(moment))).toBe(moment)
  })

  it('may be none', () => {
    expect(fieldOf(null)).toBe('')
    expect(momentOf('')).toBeNull()
    expect(momentOf('soon')).toBeNull()
  })
})
