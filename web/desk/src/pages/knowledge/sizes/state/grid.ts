/** A table as a grid to write in: ranges at the edges, a size in every cell. Pure. */
import type { Range, Rule, SizeMeasure, SizeTable } from '@/app/sizes'
import { covers, cut, formatRange, nextRange, parseRange, type WeightUnit } from './ranges'

/** Stands in a cell for which no size is made. */
export const NONE = '—'

export interface Grid {
  /** One or two. */
  measures: SizeMeasure[]
  unit: WeightUnit
  /** Of the first measure, as they were written. */
  rows: string[]
  /** Of the second; one empty column where there is none. */
  columns: string[]
  /** By row and column; empty where nothing was decided yet. */
  sizes: string[][]
}

export interface Cell {
  row: number
  column: number
}

export const isOfTwo = (grid: Grid) => grid.measures.length === 2

export function emptyGrid(measures: SizeMeasure[] = ['height', 'weight']): Grid {
  const columns = measures.length === 2 ? ['45–50', '50–55'] : ['']
  const rows = ['155–160', '160–165']
  return { measures, unit: 'kg', rows, columns, sizes: rows.map(() => columns.map(() => '')) }
}

const rangeOf = (grid: Grid, axis: 0 | 1, at: number) =>
  parseRange((axis ? grid.columns : grid.rows)[at]!, grid.measures[axis]!, grid.unit)

/** The ranges of a cell; null where one is none. */
export function rangesOf(grid: Grid, { row, column }: Cell): Range[] | null {
  const ranges = [rangeOf(grid, 0, row), ...(isOfTwo(grid) ? [rangeOf(grid, 1, column)] : [])]
  return ranges.includes(null) ? null : (ranges as Range[])
}

/** The edges that are no ranges. */
export function unreadable(grid: Grid): { rows: number[]; columns: number[] } {
  const wrong = (axis: 0 | 1, texts: string[]) =>
    texts.flatMap((_, at) => (rangeOf(grid, axis, at) ? [] : [at]))
  return { rows: wrong(0, grid.rows), columns: isOfTwo(grid) ? wrong(1, grid.columns) : [] }
}

/** What the server keeps, and the cell of each of its rules. Cells without a size are left out: gaps. */
export function toTable(grid: Grid): { table: SizeTable; cells: Cell[] } {
  const filled = grid.sizes.flatMap((sizes, row) =>
    sizes.flatMap((size, column) => {
      const ranges = rangesOf(grid, { row, column })
      return size.trim() && ranges ? [{ size: size.trim(), ranges, cell: { row, column } }] : []
    }),
  )
  // From the smallest size to the largest, which is how they are first met.
  const order = [...new Set(filled.map(({ size }) => size).filter((size) => size !== NONE)), NONE]
  filled.sort((a, b) => order.indexOf(a.size) - order.indexOf(b.size))
  const rules = filled.map(({ size, ranges }) => ({ size: size === NONE ? null : size, ranges }))
  return { table: { measures: grid.measures, rules }, cells: filled.map(({ cell }) => cell) }
}

const coversAll = (outer: Range[], inner: Range[]) =>
  outer.every((range, axis) => covers(range, inner[axis]!))

export function toGrid({ measures, rules }: SizeTable, unit: WeightUnit = 'kg'): Grid {
  const known = rules as Rule[]
  const [first, second] = [0, 1].map((axis) =>
    cut(known.flatMap((rule) => (rule.ranges[axis] as Range | undefined) ?? [])),
  ) as [Range[], Range[]]
  const sizeAt = (at: Range[]) => {
    const rule = known.find((one) => coversAll(one.ranges as Range[], at))
    return rule ? (rule.size ?? NONE) : ''
  }
  const two = measures.length === 2
  const sizes = first.map((row) =>
    two ? second.map((column) => sizeAt([row, column])) : [sizeAt([row])],
  )
  const texts = (ranges: Range[], axis: 0 | 1) =>
    ranges.map((range) => formatRange(range, measures[axis]!, unit))
  const columns = two ? texts(second, 1) : ['']
  return { measures, unit, rows: texts(first, 0), columns, sizes }
}

/** The cells that lie within these ranges. */
export function cellsWithin(grid: Grid, ranges: Range[]): Cell[] {
  const cells = grid.rows.flatMap((_, row) => grid.columns.map((__, column) => ({ row, column })))
  return cells.filter((cell) => {
    const own = rangesOf(grid, cell)
    return own !== null && coversAll(ranges, own)
  })
}

export function addRow(grid: Grid): Grid {
  const next = nextRange(grid.rows.at(-1) ?? '', grid.measures[0]!, grid.unit)
  const sizes = [...grid.sizes, grid.columns.map(() => '')]
  return { ...grid, rows: [...grid.rows, next], sizes }
}

export function addColumn(grid: Grid): Grid {
  const next = nextRange(grid.columns.at(-1) ?? '', grid.measures[1]!, grid.unit)
  return { ...grid, columns: [...grid.columns, next], sizes: grid.sizes.map((row) => [...row, '']) }
}

const without = <T>(list: T[], at: number) => list.filter((_, place) => place !== at)

export const removeRow = (grid: Grid, at: number): Grid => ({
  ...grid,
  rows: without(grid.rows, at),
  sizes: without(grid.sizes, at),
})

export const removeColumn = (grid: Grid, at: number): Grid => ({
  ...grid,
  columns: without(grid.columns, at),
  sizes: grid.sizes.map((row) => without(row, at)),
})

const written = (sizes: string[]) => sizes.filter((size) => size.trim() && size !== NONE)

/** Of a cell without a size the larger of what its row and its column begin with: who is between sizes takes more. */
export function fill(grid: Grid): Grid {
  const order = [...new Set(written(grid.sizes.flat()))]
  const first = (sizes: string[]) =>
    Math.min(...written(sizes).map((size) => order.indexOf(size)), order.length)
  const sizes = grid.sizes.map((row) =>
    row.map((size, column) => {
      if (size.trim()) return size
      const ranks = [first(row), first(grid.sizes.map((one) => one[column]!))]
      return order[Math.max(...ranks.filter((rank) => rank < order.length), -1)] ?? ''
    }),
  )
  return { ...grid, sizes }
}

export const isBegun = (grid: Grid) => grid.sizes.flat().some((size) => size.trim())
export const hasBlanks = (grid: Grid) => grid.sizes.flat().some((size) => !size.trim())
