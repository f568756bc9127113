/** Ranges as people write them: 150–160, ≤150, 180以上. Pure; the server counts in whole millimetres and grams. */
import type { Range, SizeMeasure } from '@/app/sizes'

export type WeightUnit = 'kg' | 'jin' | 'lb'
export const WEIGHT_UNITS: WeightUnit[] = ['kg', 'jin', 'lb']

const GRAMS: Record<WeightUnit, number> = { kg: 1000, jin: 500, lb: 453.59237 }
const MILLIMETRES_A_CENTIMETRE = 10

/** So many of the server's units are one of the page's. */
export const scale = (measure: SizeMeasure, unit: WeightUnit) =>
  measure === 'weight' ? GRAMS[unit] : MILLIMETRES_A_CENTIMETRE

const NUMBER = String.raw`(\d+(?:\.\d+)?)`
const BETWEEN = new RegExp(`^${NUMBER}[-–—~～至到]${NUMBER}$`)
const UP_TO = new RegExp(`^(?:[≤<]=?${NUMBER}|${NUMBER}(?:以下|以內|以内))$`)
const FROM = new RegExp(`^(?:[≥>]=?${NUMBER}|${NUMBER}(?:以上|\\+))$`)
/** A unit written beside a number counts for the whole table; in a cell it is only read over. */
const UNITS = /(?:cm|厘米|公分|kg|公斤|千克|斤|lbs?|磅)/gi

/** Null where it is no range. */
export function parseRange(text: string, measure: SizeMeasure, unit: WeightUnit): Range | null {
  const plain = text.normalize('NFKC').replace(UNITS, '').replace(/\s+/g, '')
  const whole = (digits: string) => Math.round(Number(digits) * scale(measure, unit))
  const between = BETWEEN.exec(plain)
  if (between) return { from: whole(between[1]!), to: whole(between[2]!) }
  const upTo = UP_TO.exec(plain)
  if (upTo) return { from: null, to: whole(upTo[1] ?? upTo[2]!) }
  const from = FROM.exec(plain)
  return from ? { from: whole(from[1] ?? from[2]!), to: null } : null
}

export function formatRange(range: Range, measure: SizeMeasure, unit: WeightUnit): string {
  const number = (value: number) => String(Number((value / scale(measure, unit)).toFixed(2)))
  if (range.from === null) return range.to === null ? '' : `≤${number(range.to)}`
  return range.to === null ? `≥${number(range.from)}` : `${number(range.from)}–${number(range.to)}`
}

/** The range after this one, as wide as it is. */
export function nextRange(text: string, measure: SizeMeasure, unit: WeightUnit): string {
  const range = parseRange(text, measure, unit)
  if (!range || range.from === null || range.to === null) return ''
  return formatRange({ from: range.to, to: 2 * range.to - range.from }, measure, unit)
}

/** The same range in another unit. */
export function convert(text: string, measure: SizeMeasure, from: WeightUnit, to: WeightUnit) {
  const range = parseRange(text, measure, from)
  return range ? formatRange(range, measure, to) : text
}

export const covers = (outer: Range, inner: Range) =>
  (outer.from ?? -Infinity) <= (inner.from ?? -Infinity) &&
  (inner.to ?? Infinity) <= (outer.to ?? Infinity)

const end = (value: number) => (Number.isFinite(value) ? value : null)

/** From border to border of all these ranges. */
export function cut(ranges: Range[]): Range[] {
  const ends = ranges.flatMap(({ from, to }) => [from ?? -Infinity, to ?? Infinity])
  const borders = [...new Set(ends)].sort((a, b) => a - b)
  return borders.slice(1).map((to, at) => ({ from: end(borders[at]!), to: end(to) }))
}
