import { describe, expect, it } from 'vitest'
import { rowAtFault, rowsOf, rulesOf, sameRules } from './rules'

describe('retention rules', () => {
  it('come back as they were set', () => {
    const rules = [
      { subject: 'conversations' as const, days: 365, ending: 'erase' as const },
      { subject: 'events' as const, days: 90 },
    ]
    expect(rulesOf(rowsOf(rules))).toEqual(rules)
    expect(rulesOf(rowsOf([]))).toEqual([])
  })

  it('are the same in any order, and not with another ending', () => {
    const a = { subject: 'conversations' as const, days: 30, ending: 'erase' as const }
    const b = { subject: 'files' as const, days: 30, ending: null }
    expect(sameRules([a, b], [{ ...b }, { ...a }])).toBe(true)
    expect(sameRules([a], [{ ...a, ending: 'anonymise' as const }])).toBe(false)
    expect(sameRules([a], [a, b])).toBe(false)
  })

  it('know which row the server means', () => {
    const rows = rowsOf([
      { subject: 'files', days: 30 },
      { subject: 'events', days: 1 },
    ])
    expect(rowAtFault(rows, 'rules[1].days')).toBe('events')
    expect(rowAtFault(rows, 'rules')).toBeNull()
  })
})
