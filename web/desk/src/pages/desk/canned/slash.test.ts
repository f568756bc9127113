import { describe, expect, it } from 'vitest'
import { insertReply, slashAt } from './slash'

const at = (text: string) => slashAt(text, text.length)

describe('a slash', () => {
  it('begins a search at the beginning and after a blank', () => {
    expect(at('/')).toEqual({ from: 0, words: '' })
    expect(at('/wdh')).toEqual({ from: 0, words: 'wdh' })
    expect(at('您好 /发货')).toEqual({ from: 3, words: '发货' })
    expect(at('您好\n/fh')).toEqual({ from: 3, words: 'fh' })
  })

  it('begins none within a word, a date or an address', () => {
    for (const text of ['红/黑', '11/12', 'https://a.example/b', '//', '/a b', '', '没有']) {
      expect(at(text)).toBeNull()
    }
  })

  it('is looked for before the caret only', () => {
    expect(slashAt('/ab cd', 3)).toEqual({ from: 0, words: 'ab' })
  })
})

describe('a reply', () => {
  it('takes the place of what was typed', () => {
    expect(insertReply('您好 /fh 谢谢', 6, { from: 3, words: 'fh' }, '今天发')).toEqual({
      text: '您好 今天发 谢谢',
      selection: [6, 6],
    })
  })

  it('has its first blank selected', () => {
    const { text, selection } = insertReply('/a', 2, { from: 0, words: 'a' }, '单号 ____，____')
    expect(text.slice(...selection)).toBe('____')
    expect(selection).toEqual([3, 7])
  })
})
