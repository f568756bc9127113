import { describe, expect, it } from 'vitest'
import { dresses } from './form'
import {
  addColumn,
  addRow,
  cellsWithin,
  fill,
  hasBlanks,
  NONE,
  toGrid,
  toTable,
  type Grid,
} from './grid'
import { convert, formatRange, nextRange, parseRange } from './ranges'

const small: Grid = {
  measures: ['height', 'weight'],
  unit: 'kg',
  rows: ['150–160', '160–170'],
  columns: ['40–50', '50–60'],
  sizes: [
    ['S', 'M'],
    ['M', NONE],
  ],
}

const read = (...texts: string[]) => texts.map((text) => parseRange(text, 'height', 'kg'))

describe('ranges', () => {
  it('are read as people write them', () => {
    const between = { from: 1500, to: 1605 }
    expect(read('150-160.5', '150 – 160.5 cm', '１５０至160.5', '150到160.5厘米')).toEqual(
      Array.from({ length: 4 }, () => between),
    )
    expect(parseRange('≤150', 'height', 'kg')).toEqual({ from: null, to: 1500 })
    expect(parseRange('180以上', 'height', 'kg')).toEqual({ from: 1800, to: null })
    expect(parseRange('90-100', 'weight', 'jin')).toEqual({ from: 45_000, to: 50_000 })
    expect(read('', 'S', '155', '150-', '1-2-3').filter(Boolean)).toEqual([])
  })

  it('go on as wide as they are, and change their unit', () => {
    expect(nextRange('155–160', 'height', 'kg')).toBe('160–165')
    expect(nextRange('≥180', 'height', 'kg')).toBe('')
    expect(convert('45–50', 'weight', 'kg', 'jin')).toBe('90–100')
    expect(convert('?', 'weight', 'kg', 'jin')).toBe('?')
    expect(formatRange({ from: null, to: 1500 }, 'height', 'kg')).toBe('≤150')
  })
})

describe('a grid', () => {
  it('becomes a table, smallest size first, and a grid again', () => {
    const { table, cells } = toTable(small)
    expect(table.rules.map(({ size }) => size)).toEqual(['S', 'M', 'M', null])
    expect(cells[3]).toEqual({ row: 1, column: 1 })
    expect(table.rules[0]!.ranges).toEqual([
      { from: 1500, to: 1600 },
      { from: 40_000, to: 50_000 },
    ])
    expect(toGrid(table)).toEqual(small)
  })

  it('leaves out what has no size yet', () => {
    const holed = {
      ...small,
      sizes: [
        ['S', ''],
        ['M', 'L'],
      ],
    }
    expect(toTable(holed).table.rules).toHaveLength(3)
    expect(hasBlanks(holed)).toBe(true)
  })

  it('grows by the next range', () => {
    expect(addRow(small).rows).toEqual(['150–160', '160–170', '170–180'])
    expect(addColumn(small).sizes[0]).toEqual(['S', 'M', ''])
  })

  it('fills what lies between two sizes with the larger', () => {
    const list = {
      ...small,
      rows: ['150–155', '155–160', '160–165'],
      columns: ['40–45', '45–50', '50–55'],
    }
    const filled = fill({
      ...list,
      sizes: [
        ['S', '', ''],
        ['', 'M', ''],
        ['', '', 'L'],
      ],
    })
    expect(filled.sizes).toEqual([
      ['S', 'M', 'L'],
      ['M', 'M', 'L'],
      ['L', 'L', 'L'],
    ])
  })

  it('shows a larger rule in all of its cells', () => {
    const wide = [
      { from: 1500, to: 1700 },
      { from: 40_000, to: 50_000 },
    ]
    expect(cellsWithin(small, wide)).toEqual([
      { row: 0, column: 0 },
      { row: 1, column: 0 },
    ])
  })

  it('begins with a chart that is whole', () => {
    const [grid] = dresses('连衣裙', '裙').grids
    expect(hasBlanks(grid!)).toBe(false)
    expect(toTable(grid!).table.rules).toHaveLength(25)
  })
})
