import { describe, expect, it } from 'vitest'
import { blank, blankAnswer } from '../state/content'
import { contentDiff, textDiff, type Piece } from './diff'

const side = (pieces: Piece[], how: 'added' | 'removed') =>
  pieces
    .filter((piece) => piece.how !== (how === 'added' ? 'removed' : 'added'))
    .map((piece) => piece.text)
    .join('')

describe('two texts', () => {
  it('are told apart word by word', () => {
    expect(textDiff('We ship by ZTO today', 'We ship by SF today')).toEqual([
      { how: 'same', text: 'We ship by ' },
      { how: 'removed', text: 'ZTO' },
      { how: 'added', text: 'SF' },
      { how: 'same', text: ' today' },
    ])
    expect(textDiff('同', '同')).toEqual([{ how: 'same', text: '同' }])
    expect(textDiff('', '')).toEqual([])
  })

  it('that share only scraps are shown as two', () => {
    expect(textDiff('按付款顺序发，一般两天', '四点前付款当天走，您放心')).toEqual([
      { how: 'removed', text: '按付款顺序发，一般两天' },
      { how: 'added', text: '四点前付款当天走，您放心' },
    ])
  })

  it('can always be put together again', () => {
    const cases = [
      ['默认发中通快递，48 小时内发出。', '默认发顺丰快递，24 小时内发出哦。'],
      ['', '新的'],
      ['旧的', ''],
      ['a b c d e', 'e d c b a'],
      ['默认发中通，可以备注顺丰', '默认发圆通，可以备注京东'],
      ['abc '.repeat(3000), 'cba '.repeat(3000)],
    ] as const
    for (const [before, after] of cases) {
      const pieces = textDiff(before, after)
      expect(side(pieces, 'removed')).toBe(before)
      expect(side(pieces, 'added')).toBe(after)
    }
  })
})

describe('two versions of an entry', () => {
  const answer = { ...blankAnswer(), content: ['默认发中通。'] }
  const other = { ...blankAnswer(), content: ['可以发顺丰。'] }
  const before = { ...blank('c1', '发什么快递'), phrasings: ['用顺丰吗'], answers: [answer, other] }

  it('that say the same have no changes', () => {
    expect(contentDiff(before, structuredClone(before))).toEqual([])
  })

  it('differ in what was added, removed and written anew', () => {
    const after = {
      ...before,
      title: '发什么快递？',
      kind: 'guide' as const,
      phrasings: ['发的哪家'],
      answers: [
        { ...answer, content: ['默认发圆通。'] },
        { ...blankAnswer(), content: ['新答案'] },
      ],
    }
    const changes = contentDiff(before, after)
    expect(changes.map((change) => ('how' in change ? change.how : change.what))).toEqual([
      'title',
      'kind',
      'phrasings',
      'changed',
      'added',
      'removed',
    ])
    expect(changes[2]).toEqual({ what: 'phrasings', added: ['发的哪家'], removed: ['用顺丰吗'] })
  })

  it('differ where answers stand in another order', () => {
    expect(contentDiff(before, { ...before, answers: [other, answer] })).toEqual([
      { what: 'order' },
    ])
  })
})
