/** Where in a grid the server found something wrong. Pure. */
import type { Range, SizeFault } from '@/app/sizes'
import { rangesOf, unreadable, type Cell, type Grid } from './grid'
import { covers } from './ranges'

/** A cell; without a column the edge of a row, without a row that of a column, without both the table itself. */
export interface Place {
  row?: number
  column?: number
}

export interface Fault extends Place {
  code: string
  /** The part of the table that it is about. */
  at: Range[]
}

/** The faults of the nth table, whose rules stand in these cells. */
export function placed(faults: SizeFault[], nth: number, grid: Grid, cells: Cell[]): Fault[] {
  const own = faults.filter(({ field }) => field.startsWith(`tables[${nth}]`))
  return own.map((fault) => {
    const at = fault.at as Range[]
    return { code: fault.code, at, ...placeOf(fault, at, grid, cells) }
  })
}

function placeOf(fault: SizeFault, at: Range[], grid: Grid, cells: Cell[]): Place {
  const rule = Number(/rules\[(\d+)\]/.exec(fault.field)?.[1] ?? -1)
  const cell = cells[rule]
  const axis = /ranges\[(\d)\]/.exec(fault.field)?.[1]
  if (!cell) return {}
  if (axis) return axis === '0' ? { row: cell.row } : { column: cell.column }
  if (!at.length) return cell
  if (fault.code === 'gap') return blankAt(at, grid) ?? edgeOf(cell, at, grid)
  const first = cells[fault.rules[0]!] ?? cell
  return first.row !== cell.row ? { row: cell.row } : { column: cell.column }
}

/** The cell in which a size is missing. */
function blankAt(at: Range[], grid: Grid): Cell | undefined {
  for (const [row, sizes] of grid.sizes.entries()) {
    for (const [column, size] of sizes.entries()) {
      const own = size.trim() ? null : rangesOf(grid, { row, column })
      if (own?.every((range, axis) => covers(range, at[axis]!))) return { row, column }
    }
  }
  return undefined
}

/** The edge after which ranges do not go on. */
function edgeOf(cell: Cell, at: Range[], grid: Grid): Place {
  const rows = grid.rows.map((_, row) => rangesOf(grid, { row, column: 0 })?.[0])
  const isCovered = rows.some((range) => range && covers(range, at[0]!))
  return isCovered ? { column: cell.column } : { row: cell.row }
}

/** Edges that are no ranges, known without asking. */
export function misread(grid: Grid): Fault[] {
  const { rows, columns } = unreadable(grid)
  return [
    ...rows.map((row) => ({ code: 'not_a_range', at: [], row })),
    ...columns.map((column) => ({ code: 'not_a_range', at: [], column })),
  ]
}

export const isAt = (fault: Fault, place: Place) =>
  fault.row === place.row && fault.column === place.column
