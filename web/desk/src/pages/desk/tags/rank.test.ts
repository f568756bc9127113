import { describe, expect, it } from 'vitest'
import { lines } from '@/app/tags'
import { aTag } from '@/app/tags/testing'
import { spell } from '../canned/spelling'
import { ranked } from './rank'

const tags = [
  aTag('物流', null),
  aTag('破损', '物流'),
  aTag('退货', null, { position: 1 }),
  aTag('退货运费', '退货'),
  aTag('Late', '物流', { position: 1 }),
]

describe('tags are found', async () => {
  const spelled = await spell()
  const all = lines(tags).map((line) => ({ line, name: spelled(line.tag.name) }))
  const found = (words: string) => ranked(all, words).map(({ tag }) => tag.id)

  it('by name, by pinyin and by initials, the closest first', () => {
    expect(found('退货')).toEqual(['退货', '退货运费'])
    expect(found('posun')).toEqual(['破损'])
    expect(found('thyf')).toEqual(['退货运费'])
    expect(found('ＬＡＴＥ')).toEqual(['Late'])
    expect(found('zzz')).toEqual([])
  })

  it('by what they stand below', () => {
    expect(found('物流')).toEqual(['物流', '破损', 'Late'])
  })

  it('all of them, as the tree has them, while nothing is typed', () => {
    expect(found(' ')).toEqual(['物流', '破损', 'Late', '退货', '退货运费'])
  })
})
