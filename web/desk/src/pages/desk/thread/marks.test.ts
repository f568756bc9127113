import { describe, expect, it } from 'vitest'
import { aMessage } from '@/live/testing'
import { markParts, matches } from './marks'

describe('marks', () => {
  it('marks every hit without regard to case', () => {
    expect(markParts('Abc abC', 'ABC')).toEqual([
      { text: 'Abc', hit: true },
      { text: ' ', hit: false },
      { text: 'abC', hit: true },
    ])
  })

  it('marks nothing for nothing', () => {
    expect(markParts('在吗', ' ')).toEqual([{ text: '在吗', hit: false }])
  })

  it('finds words in texts and cards', () => {
    const card = aMessage({
      seq: 2,
      text: null,
      kind: 'card',
      card: { type: 'link', title: '羽绒服尺码表' },
    })
    expect(matches([aMessage(), card], '尺码')).toEqual([card])
  })
})
