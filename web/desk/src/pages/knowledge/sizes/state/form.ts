/** A chart as it is written on the page, and as the server keeps it. Pure. */
import type { Content, SizeChart } from '@/app/sizes'
import { emptyGrid, toGrid, toTable, type Grid } from './grid'

export const LOCALES = ['zh-CN', 'zh-Hant', 'en'] as const

export interface Form {
  name: string
  products: string[]
  title_words: string[]
  is_default: boolean
  confirm: Record<(typeof LOCALES)[number], string>
  grids: Grid[]
}

export const emptyForm = (): Form => ({
  name: '',
  products: [],
  title_words: [],
  is_default: false,
  confirm: { 'zh-CN': '', 'zh-Hant': '', en: '' },
  grids: [emptyGrid()],
})

/** Women's dresses by the usual sizes, to be changed to the shop's own. */
export function dresses(name: string, titleWord: string): Form {
  const grid: Grid = {
    measures: ['height', 'weight'],
    unit: 'kg',
    rows: ['150–155', '155–160', '160–165', '165–170', '170–175'],
    columns: ['40–45', '45–50', '50–55', '55–60', '60–65'],
    sizes: [
      ['S', 'S', 'M', 'L', 'XL'],
      ['S', 'S', 'M', 'L', 'XL'],
      ['S', 'M', 'M', 'L', 'XL'],
      ['M', 'M', 'L', 'L', 'XL'],
      ['M', 'L', 'L', 'XL', 'XL'],
    ],
  }
  return { ...emptyForm(), name, title_words: [titleWord], grids: [grid] }
}

export function formOf(chart: SizeChart): Form {
  const { name, products, title_words, is_default, confirm, tables } = chart
  const said = (locale: (typeof LOCALES)[number]) => confirm[locale] ?? ''
  return {
    name,
    products,
    title_words,
    is_default,
    confirm: { 'zh-CN': said('zh-CN'), 'zh-Hant': said('zh-Hant'), en: said('en') },
    grids: tables.map((table) => toGrid(table)),
  }
}

export function contentOf(form: Form): Content {
  const confirm = Object.fromEntries(
    LOCALES.filter((locale) => form.confirm[locale].trim()).map((locale) => [
      locale,
      form.confirm[locale],
    ]),
  )
  const { name, products, title_words, is_default } = form
  const tables = form.grids.map((grid) => toTable(grid).table)
  return { name, products, title_words, is_default, confirm, tables }
}

/** Whether both say the same, however they are written: in which unit is no difference. */
export const isSame = (one: Form, other: Form) => {
  const said = (form: Form) =>
    JSON.stringify([contentOf(form), form.grids.map(({ sizes }) => sizes)])
  return said(one) === said(other)
}
