import { expect, it } from 'vitest'
import { dropped, shifted } from './order'

const ids = ['a', 'b', 'c', 'd']

it('goes up and down by one, and stops at the ends', () => {
  expect(shifted(ids, 'b', -1)).toEqual(['b', 'a', 'c', 'd'])
  expect(shifted(ids, 'b', 1)).toEqual(['a', 'c', 'b', 'd'])
  expect(shifted(ids, 'a', -1)).toBeNull()
  expect(shifted(ids, 'd', 1)).toBeNull()
  expect(shifted(ids, 'x', 1)).toBeNull()
})

it('is dropped where another one stands', () => {
  expect(dropped(ids, 'a', 'c')).toEqual(['b', 'c', 'a', 'd'])
  expect(dropped(ids, 'd', 'b')).toEqual(['a', 'd', 'b', 'c'])
  expect(dropped(ids, 'b', 'b')).toBeNull()
  expect(dropped(ids, 'x', 'b')).toBeNull()
})
