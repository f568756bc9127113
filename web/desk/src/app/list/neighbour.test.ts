import { expect, it } from 'vitest'
import { neighbour } from './neighbour'

it('begins at the first row and stops at the ends', () => {
  const rows = [{ id: 'a' }, { id: 'b' }]
  expect(neighbour(rows, null, 1)?.id).toBe('a')
  expect(neighbour(rows, 'a', 1)?.id).toBe('b')
  expect(neighbour(rows, 'b', 1)).toBeNull()
  expect(neighbour(rows, 'a', -1)).toBeNull()
  expect(neighbour([], null, 1)).toBeNull()
})
