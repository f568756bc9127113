import { expect, it } from 'vitest'
import { firstBlank } from './blanks'

it('finds the first blank', () => {
  expect(firstBlank('您的订单____到了，____送达')).toEqual([4, 8])
  expect(firstBlank('order ________ is here')).toEqual([6, 14])
})

it('goes on from a place', () => {
  expect(firstBlank('单号 ____，____', 7)).toEqual([8, 12])
  expect(firstBlank('单号 ____，____', 12)).toBe(null)
})

it('takes nothing else for a blank', () => {
  for (const text of ['', '到了', 'snake_case', '___']) expect(firstBlank(text)).toBe(null)
})
