import { expect, it } from 'vitest'
import { emptyGrid } from './grid'
import { readSheet } from './sheet'

it('reads a grid with ranges at its edges', () => {
  const grid = readSheet(
    '身高\\体重\t90-100斤\t100-110斤\n155-160\tS\tM\n160-165\tM\tL',
    emptyGrid(),
  )!
  expect(grid.unit).toBe('jin')
  expect(grid.columns).toEqual(['90-100斤', '100-110斤'])
  expect(grid.sizes).toEqual([
    ['S', 'M'],
    ['M', 'L'],
  ])
})

it('reads a list, and leaves open what it does not say', () => {
  const grid = readSheet('尺码,身高,体重\nS,155-160,45-50\nM,160-165,50-55', emptyGrid())!
  expect(grid.measures).toEqual(['height', 'weight'])
  expect(grid.rows).toEqual(['155–160', '160–165'])
  expect(grid.sizes).toEqual([
    ['S', ''],
    ['', 'M'],
  ])
})

it('reads a list by one measure', () => {
  const grid = readSheet('码数\t脚长\n38\t23.5-24\n39\t24-24.5', emptyGrid())!
  expect(grid.measures).toEqual(['foot'])
  expect(grid.sizes).toEqual([['38'], ['39']])
})

it('says when it is neither', () => {
  const read = ['', '你好', 'S,M,L', 'S,155-160\nM'].map((text) => readSheet(text, emptyGrid()))
  expect(read).toEqual([null, null, null, null])
})
