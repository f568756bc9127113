import { expect, it } from 'vitest'
import { contentFrom, emptyForm, placeOf, withVariable } from './form'

it('finds the place of a fault by line and column', () => {
  const text = '您好😀\n祝 {{ a.b }}'
  const fault = { line: 2, column: 6, code: 'unknown_variable', found: 'a.b' }
  expect(text.slice(...placeOf(text, fault))).toBe('a.b')
  const after = { ...fault, line: 1, column: 4, found: '' }
  expect(placeOf('您好😀', after)).toEqual([4, 4])
})

it('puts a name where the caret stands', () => {
  expect(withVariable('您好！', [2, 2], 'customer.name')).toEqual({
    text: '您好{{ customer.name }}！',
    caret: 21,
  })
})

it('leaves out what is blank', () => {
  const content = contentFrom({ ...emptyForm(true, ''), title: '问候', shortcut: ' ' })
  expect(content).toMatchObject({ shared: true, folder_id: null, shortcut: null, file_id: null })
})
