import { describe, expect, it } from 'vitest'
import { NOTHING, asked, read, since, write } from './filters'

describe('filters of the audit log', () => {
  it('come back from the address as they went there', () => {
    const filters = {
      q: '改名',
      actor: 'terminal',
      action: 'shop',
      subject: 's-1',
      range: '7',
    } as const
    expect(read(write(filters) as Record<string, string>)).toEqual(filters)
    expect(write(NOTHING)).toEqual({})
  })

  it('leave out what an address cannot mean', () => {
    expect(read({ range: 'always', q: ['a', 'b'], actor: null })).toEqual(NOTHING)
  })

  it('ask for a colleague by id and for others by kind', () => {
    expect(asked({ ...NOTHING, actor: 'stranger' })).toEqual({ actor_kind: 'stranger' })
    expect(asked({ ...NOTHING, actor: '0192' })).toEqual({ actor_id: '0192' })
  })

  it('begin a range with a day of the reader', () => {
    const now = new Date(2026, 10, 11, 15, 30)
    expect(since('today', now)).toBe(new Date(2026, 10, 11).toISOString())
    expect(since('7', now)).toBe(new Date(2026, 10, 5).toISOString())
  })
})
