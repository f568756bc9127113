import { describe, expect, it } from 'vitest'
import { aTag } from '@/app/tags/testing'
import { dropped, moved } from './moves'

const tags = [
  aTag('delivery', null),
  aTag('broken', 'delivery'),
  aTag('late', 'delivery', { position: 1 }),
  aTag('quality', null, { position: 1 }),
]

describe('a tag moves by keys', () => {
  it('among its siblings, as far as they go', () => {
    expect(moved(tags, 'late', 'up')).toEqual({ parent_id: 'delivery', position: 0 })
    expect(moved(tags, 'broken', 'up')).toBeNull()
    expect(moved(tags, 'quality', 'down')).toBeNull()
  })

  it('below the one before it, and out again to stand after it', () => {
    expect(moved(tags, 'quality', 'in')).toEqual({ parent_id: 'delivery', position: 2 })
    expect(moved(tags, 'late', 'out')).toEqual({ parent_id: null, position: 1 })
    expect(moved(tags, 'delivery', 'in')).toBeNull()
    expect(moved(tags, 'delivery', 'out')).toBeNull()
  })

  it('not deeper than four levels, nor below what is archived', () => {
    const chain = [aTag('a', null), aTag('b', 'a'), aTag('c', 'b'), aTag('d', 'c')]
    const deep = [...chain, aTag('e', 'c', { position: 1 })]
    expect(moved(deep, 'e', 'in')).toBeNull()
    const gone = tags.map((tag) => (tag.id === 'delivery' ? { ...tag, archived_at: 'x' } : tag))
    expect(moved(gone, 'quality', 'in')).toBeNull()
  })
})

describe('a tag is dropped', () => {
  it('before another one, or below it', () => {
    expect(dropped(tags, 'quality', 'late', 'before')).toEqual({
      parent_id: 'delivery',
      position: 1,
    })
    expect(dropped(tags, 'late', 'quality', 'below')).toEqual({
      parent_id: 'quality',
      position: 0,
    })
    expect(dropped(tags, 'quality', 'delivery', 'before')).toEqual({ parent_id: null, position: 0 })
  })

  it('never onto itself or what is below it', () => {
    expect(dropped(tags, 'delivery', 'late', 'below')).toBeNull()
    expect(dropped(tags, 'delivery', 'delivery', 'before')).toBeNull()
  })
})
