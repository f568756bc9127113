import { expect, it } from 'vitest'
import { readKept, situationOf } from './situation'

it('is read from whatever lies in the storage', () => {
  const nothing = { product: '', stage: '' }
  for (const stored of [null, '', '{', '[]', '7', 'null', '{"product":3,"stage":"later"}'])
    expect(readKept(stored)).toEqual(nothing)
  expect(readKept('{"product":"SH-1","stage":"pre_sale","more":1}')).toEqual({
    product: 'SH-1',
    stage: 'pre_sale',
  })
  expect(readKept(JSON.stringify({ product: 'x'.repeat(500) })).product).toHaveLength(100)
})

it('sends only what is said', () => {
  expect(situationOf({ product: '  ', stage: '' })).toEqual({})
  expect(situationOf({ product: ' SH-1 ', stage: 'in_sale' })).toEqual({
    product: 'SH-1',
    stage: 'in_sale',
  })
})
