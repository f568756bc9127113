import { describe, expect, it } from 'vitest'
import { faultsWithin, withinAnswer } from './faults'

describe('what the server found wrong', () => {
  it('stands at the answer it is about', () => {
    expect(withinAnswer('answers[1].conditions.until', 1)).toBe('conditions.until')
    expect(withinAnswer('answers[11].content', 1)).toBeNull()
    expect(withinAnswer('title', 0)).toBeNull()
    expect(withinAnswer(null, 0)).toBeNull()
  })

  it('stands at the wording it is about', () => {
    const text = '太长了'
    expect(faultsWithin({ field: 'content[2]', text }).variants).toEqual({ 2: text })
    expect(faultsWithin({ field: 'content', text }).variants).toEqual({ 0: text })
    expect(faultsWithin({ field: 'conditions.until', text })).toEqual({ variants: {}, other: text })
  })
})
