import { describe, expect, it } from 'vitest'
import { insertMention, mentionAt } from './mentions'

describe('mentions', () => {
  it('begin at an @ that opens a word', () => {
    expect(mentionAt('麻烦@小', 4)).toEqual({ from: 2, words: '小' })
    expect(mentionAt('a@b.example', 11)).toBeNull()
    expect(mentionAt('@小梅 好的', 6)).toBeNull()
    expect(mentionAt('没有', 2)).toBeNull()
  })

  it('put the name where it was begun and the caret behind it', () => {
    expect(insertMention('请@小看看', 3, { from: 1, words: '小' }, '小梅')).toEqual({
      text: '请@小梅 看看',
      caret: 5,
    })
  })
})
