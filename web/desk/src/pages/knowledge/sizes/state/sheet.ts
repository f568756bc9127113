/** A chart out of a spreadsheet: a grid with ranges at its edges, or a list with a size in each line. Pure. */
import type { Range, SizeMeasure } from '@/app/sizes'
import { toGrid, type Grid } from './grid'
import { parseRange, type WeightUnit } from './ranges'

const NAMES: [RegExp, SizeMeasure][] = [
  [/身高|height/i, 'height'],
  [/体重|體重|weight/i, 'weight'],
  [/胸围|胸圍|bust|chest/i, 'bust'],
  [/腰围|腰圍|waist/i, 'waist'],
  [/臀围|臀圍|hip/i, 'hip'],
  [/肩宽|肩寬|shoulder/i, 'shoulder'],
  [/脚长|腳長|foot/i, 'foot'],
]
const nameIn = (text: string) => NAMES.find(([name]) => name.test(text))?.[1]

function unitIn(text: string, otherwise: WeightUnit): WeightUnit {
  if (/公斤|千克|kg/i.test(text)) return 'kg'
  if (/斤|jin/i.test(text)) return 'jin'
  return /磅|lb/i.test(text) ? 'lb' : otherwise
}

export function linesOf(text: string): string[][] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim())
  const mark = lines.some((line) => line.includes('\t')) ? '\t' : /[,，;；]/
  return lines.map((line) => line.split(mark).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')))
}

/** Null where it is neither. What the sheet does not say of measures and unit is taken from the grid that is there. */
export function readSheet(text: string, there: Grid): Grid | null {
  const lines = linesOf(text)
  const unit = unitIn(text, there.unit)
  // Only whether it is one matters here, and that is the same of every measure.
  const isRange = (cell: string) => parseRange(cell, 'height', unit) !== null
  const [head = [], ...body] = lines
  if (
    body.length &&
    head.length > 1 &&
    head.slice(1).every(isRange) &&
    body.every((line) => isRange(line[0]!))
  )
    return gridOf(head, body, { ...there, unit })
  return listOf(lines, isRange, { ...there, unit })
}

function gridOf(head: string[], body: string[][], there: Grid): Grid {
  const columns = head.slice(1)
  const sizes = body.map((line) => columns.map((_, at) => line[at + 1] ?? ''))
  const measures: SizeMeasure[] =
    there.measures.length === 2 ? there.measures : ['height', 'weight']
  return { measures, unit: there.unit, rows: body.map((line) => line[0]!), columns, sizes }
}

function listOf(lines: string[][], isRange: (cell: string) => boolean, there: Grid): Grid | null {
  const head = lines[0] && !lines[0].some(isRange) ? lines[0] : []
  const body = head.length ? lines.slice(1) : lines
  const places = body[0]?.flatMap((cell, at) => (isRange(cell) ? [at] : [])).slice(0, 2) ?? []
  const size = body[0]?.findIndex((cell) => cell && !isRange(cell)) ?? -1
  if (!places.length || size < 0) return null
  const named = places.map((at) => nameIn(head[at] ?? ''))
  const measures = places.map((_, nth) => named[nth] ?? there.measures[nth] ?? 'weight')
  const rules = body.map((line) => ({
    size: line[size] || null,
    ranges: places.map((at, nth) => parseRange(line[at] ?? '', measures[nth]!, there.unit)),
  }))
  const read = rules.flatMap((rule) =>
    rule.ranges.includes(null) ? [] : [{ ...rule, ranges: rule.ranges as Range[] }],
  )
  const twice = measures.length === 2 && measures[0] === measures[1]
  return read.length === rules.length && !twice
    ? toGrid({ measures, rules: read }, there.unit)
    : null
}
