import { describe, expect, it } from 'vitest'
import { aTag } from './testing'
import { branch, height, lines } from './tree'

const tags = [
  aTag('late', 'delivery', { position: 1 }),
  aTag('quality', null, { position: 1 }),
  aTag('delivery', null, { position: 0 }),
  aTag('broken', 'delivery', { position: 0 }),
  aTag('box', 'broken', { position: 0 }),
]

describe('the tree', () => {
  it('is read from the top down, siblings in their order', () => {
    expect(lines(tags).map(({ path }) => path.join('/'))).toEqual([
      'delivery',
      'delivery/broken',
      'delivery/broken/box',
      'delivery/late',
      'quality',
    ])
    const late = lines(tags).find(({ tag }) => tag.id === 'late')!
    expect([late.place, late.siblings]).toEqual([1, ['broken', 'late']])
  })

  it('offers nothing below what is archived', () => {
    const gone = tags.map((tag) => (tag.id === 'broken' ? { ...tag, archived_at: 'x' } : tag))
    const archived = lines(gone).filter((line) => line.archived)
    expect(archived.map(({ tag }) => tag.id)).toEqual(['broken', 'box'])
  })

  it('knows what is below a tag, and how deep', () => {
    expect(branch(tags, 'delivery').toSorted()).toEqual(['box', 'broken', 'delivery', 'late'])
    expect([height(tags, 'delivery'), height(tags, 'quality')]).toEqual([3, 1])
  })
})
