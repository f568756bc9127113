import { describe, expect, it } from 'vitest'
import { asked, narrows, NOTHING, read, write } from './filters'

describe('the filters of the knowledge list', () => {
  it('come from the address and go back to it', () => {
    const query = { q: ' 顺丰 ', state: 'draft', flag: 'no_fallback', category: 'c1' }
    const filters = read(query)
    expect(filters).toEqual({ ...NOTHING, ...query, q: '顺丰' })
    expect(write(filters)).toEqual({ ...query, q: '顺丰' })
    expect(asked(filters)).toEqual({ ...query, q: '顺丰' })
  })

  it('take nothing from an address that somebody made up', () => {
    expect(read({ state: 'gone', kind: ['fact', 'guide'], flag: 'x', q: null })).toEqual(NOTHING)
    expect(write(NOTHING)).toEqual({})
  })

  it('a category alone is a place, not a filter', () => {
    expect(narrows({ ...NOTHING, category: 'c1' })).toBe(false)
    expect(narrows({ ...NOTHING, kind: 'guide' })).toBe(true)
    expect(narrows({ ...NOTHING, order: 'used' })).toBe(false)
  })
})
