import { describe, expect, it } from 'vitest'
import { all, extended, kept, MOST, nothing, toggled } from './selection'

const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }))
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort().join('')

describe('chosen rows', () => {
  it('are chosen and left by one', () => {
    const two = toggled(toggled(nothing, 'a'), 'c')
    expect(ids(two)).toBe('ac')
    expect(ids(toggled(two, 'a'))).toBe('c')
  })

  it('reach from the last one to another, up or down', () => {
    const one = toggled(nothing, 'c')
    expect(ids(extended(one, rows, 'e'))).toBe('cde')
    expect(ids(extended(extended(one, rows, 'e'), rows, 'a'))).toBe('abcde')
    expect(ids(extended(nothing, rows, 'b'))).toBe('b')
    expect(ids(extended(one, rows, 'gone'))).toBe('c')
  })

  it('are those of the list alone', () => {
    const two = toggled(toggled(nothing, 'a'), 'c')
    expect(ids(kept(two, rows.slice(1)))).toBe('c')
    expect(kept(two, rows)).toBe(two)
  })

  it('are no more than can be changed at once', () => {
    const many = Array.from({ length: MOST + 5 }, (_, n) => ({ id: String(n) }))
    expect(all(many).ids.size).toBe(MOST)
    expect(toggled(all(many), 'one more').ids.size).toBe(MOST)
  })
})
