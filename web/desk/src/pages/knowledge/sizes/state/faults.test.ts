import { expect, it } from 'vitest'
import type { SizeFault } from '@/app/sizes'
import { misread, placed, type Fault } from './faults'
import { toTable, type Grid } from './grid'

const grid = (rows: string[], sizes: string[][]): Grid => ({
  measures: ['height', 'weight'],
  unit: 'kg',
  rows,
  columns: ['40–50', '50–60'],
  sizes,
})
const fault = (change: Partial<SizeFault>): SizeFault => ({
  field: 'tables[0].rules[0]',
  code: 'gap',
  at: [
    { from: 1500, to: 1600 },
    { from: 50_000, to: 60_000 },
  ],
  rules: [0],
  ...change,
})
const place = (one: Grid, of: SizeFault) => {
  const [{ row, column }] = placed([of], 0, one, toTable(one).cells) as [Fault, ...Fault[]]
  return [row, column]
}

it('a gap is the cell without a size', () => {
  const holed = grid(
    ['150–160', '160–170'],
    [
      ['S', ''],
      ['M', 'L'],
    ],
  )
  expect(place(holed, fault({}))).toEqual([0, 1])
})

it('a gap between ranges is at the edge before it', () => {
  const apart = grid(
    ['150–155', '160–170'],
    [
      ['S', 'M'],
      ['M', 'L'],
    ],
  )
  const at = [
    { from: 1550, to: 1600 },
    { from: 40_000, to: 50_000 },
  ]
  expect(place(apart, fault({ at }))).toEqual([0, undefined])
})

it('ranges that overlap are marked at the later one', () => {
  const over = grid(
    ['150–165', '160–170'],
    [
      ['S', 'S'],
      ['M', 'M'],
    ],
  )
  const at = [
    { from: 1600, to: 1650 },
    { from: 40_000, to: 50_000 },
  ]
  const both = fault({ field: 'tables[0].rules[2]', code: 'contradiction', at, rules: [0, 2] })
  expect(place(over, both)).toEqual([1, undefined])
})

it('what is no range is known without asking', () => {
  const wrong = grid(
    ['150', '160–170'],
    [
      ['S', 'S'],
      ['M', 'M'],
    ],
  )
  expect(misread(wrong)).toEqual([{ code: 'not_a_range', at: [], row: 0 }])
})
