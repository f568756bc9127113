import { expect, it } from 'vitest'
import { questionsOf } from './questions'

it('takes a question a line, each once, without blank ones', () => {
  const pasted = '发什么快递\r\n\r\n  什么时候\t发货 \n发什么快递\n'
  expect(questionsOf(pasted)).toEqual(['发什么快递', '什么时候 发货'])
  expect(questionsOf(' \n ')).toEqual([])
})
