import { describe, expect, it } from 'vitest'
import type { KnowledgeCategory } from '@/app/knowledge'
import { branches, moved, parentsFor } from './tree'

const category = (id: string, parent: string | null, position: number, entries = 0) =>
  ({
    id,
    parent_id: parent,
    name: id,
    key: null,
    position,
    entries,
    created_at: '',
  }) satisfies KnowledgeCategory

const all = [
  category('shipping', null, 1, 2),
  category('product', null, 0, 1),
  category('abroad', 'shipping', 0, 3),
  category('customs', 'abroad', 0, 4),
]
const ids = (list: { category: KnowledgeCategory }[]) => list.map((one) => one.category.id)

describe('the tree of categories', () => {
  it('is shown in its order, each with what lies in it', () => {
    expect(
      branches(all).map(({ category: { id }, depth, entries }) => [id, depth, entries]),
    ).toEqual([
      ['product', 0, 1],
      ['shipping', 0, 9],
      ['abroad', 1, 7],
      ['customs', 2, 4],
    ])
  })

  it('lets nothing lie in itself or too deep', () => {
    expect(ids(parentsFor(all, null))).toEqual(['product', 'shipping', 'abroad'])
    expect(ids(parentsFor(all, 'abroad'))).toEqual(['product', 'shipping'])
    expect(ids(parentsFor(all, 'shipping'))).toEqual([])
  })

  it('tells which places change when one moves', () => {
    expect(moved(all, 'shipping', -1)).toEqual([
      { id: 'shipping', position: 0 },
      { id: 'product', position: 1 },
    ])
    expect(moved(all, 'shipping', 1)).toEqual([])
    // Places that were the same are told apart.
    const same = [category('a', null, 0), category('b', null, 0), category('c', null, 0)]
    expect(moved(same, 'a', 1)).toEqual([
      { id: 'a', position: 1 },
      { id: 'c', position: 2 },
    ])
  })
})
