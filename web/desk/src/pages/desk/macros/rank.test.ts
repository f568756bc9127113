import { describe, expect, it } from 'vitest'
import type { Macro } from '@/app/macros'
import { ranked, type Findable } from './rank'

const one = (name: string, uses: number, spelled?: [string, string], enabled = true): Findable => ({
  macro: { id: name, name, uses, enabled } as Macro,
  name: spelled ? { whole: spelled[0], initials: spelled[1] } : null,
})
const all = [
  one('转给售后', 3, ['zhuangeishouhou', 'zgsh']),
  one('解决了，道谢结束', 9, ['jiejueledaoxiejieshu', 'jjldxjs']),
  one('旧的', 50, ['jiude', 'jd'], false),
  one('Thanks', 1),
]
const names = (typed: string) => ranked(all, typed).map(({ name }) => name)

describe('macros that fit', () => {
  it('are all that are on, the most used first, while nothing is typed', () => {
    expect(names('')).toEqual(['解决了，道谢结束', '转给售后', 'Thanks'])
  })

  it('are found by words, initials, pinyin and letters in their order', () => {
    expect(names('售后')).toEqual(['转给售后'])
    expect(names('zgs')).toEqual(['转给售后'])
    expect(names('jiejue')).toEqual(['解决了，道谢结束'])
    expect(names('tks')).toEqual(['Thanks'])
    expect(names('x1')).toEqual([])
  })
})
