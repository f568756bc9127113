import { describe, expect, it } from 'vitest'
import type { Content } from '@/app/knowledge'
import { blank, blankAnswer, contentOf, isSame, newPhrasings, tidy } from './content'

const said = (fields: Partial<Content> = {}): Content => ({
  ...blank('c1', '发什么快递？'),
  ...fields,
})

describe('what an entry says', () => {
  it('is the same with a line that was begun and left empty', () => {
    const one = contentOf({ category_id: 'c1', title: '发什么快递？', answers: [] })
    expect(isSame(one, said())).toBe(true)
    expect(isSame(one, said({ phrasings: ['', '  '] }))).toBe(true)
    expect(isSame(one, said({ phrasings: ['用顺丰吗'] }))).toBe(false)
  })

  it('keeps an answer that has conditions, so that the server can say what is missing', () => {
    const answer = blankAnswer()
    answer.conditions.keywords = ['台风']
    expect(tidy(said({ answers: [answer, blankAnswer()] })).answers).toHaveLength(1)
  })

  it('takes pasted lines once each, whatever their signs', () => {
    const content = said({ phrasings: ['可以发顺丰吗'] })
    const pasted = '可以发顺丰吗？\r\n 用的  什么快递 \n\n发什么快递\n用的什么快递!\n？？'
    expect(newPhrasings(pasted, content)).toEqual(['用的 什么快递', '？？'])
  })
})
