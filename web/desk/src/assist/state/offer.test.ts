import { expect, it } from 'vitest'
import type { AskHit } from '@/app/knowledge'
import { offerOf, sizeOffer } from './offer'

const hit = (answer: AskHit['answer']): AskHit => ({
  entry_id: 'e1',
  title: '发什么快递',
  phrasing: '发什么快递',
  score: 0.9,
  explanation: { words: 1, emergency: false },
  answer: answer ?? null,
})

it('shows one wording after the other, and begins again', () => {
  const said = hit({ content: ['发中通。', '咱们发中通哦。'] })
  expect([0, 1, 2].map((turn) => offerOf(said, turn).words)).toEqual([
    '发中通。',
    '咱们发中通哦。',
    '发中通。',
  ])
})

it('copies where cards lead, and nothing where there is nothing to say', () => {
  const cards = [
    { type: 'link' as const, title: '尺码表', url: 'https://shop.example/size' },
    { type: 'product' as const, title: '四季被' },
  ]
  expect(offerOf(hit({ content: ['看这里'], cards })).words).toBe(
    '看这里\n尺码表 https://shop.example/size',
  )
  expect(offerOf(hit({ file_ids: ['f1'] })).words).toBe('')
  expect(offerOf(hit(null))).toMatchObject({ answer: null, words: '' })
})

it('offers a size where the words name a measure and a chart knows it', () => {
  const advice = {
    outcome: 'sizes' as const,
    chart: { id: 'c1', name: '连衣裙' },
    sizes: ['M'],
    rules: [],
    measures: [{ measure: 'height' as const, from: 1650, to: 1650 }],
    wearer: 'buyer' as const,
    asked: false,
    ask: [],
    confirm: null,
    text: '按身高 165 cm，推荐 M 码。',
  }
  expect(sizeOffer(advice)).toMatchObject({ source: 'chart', title: '连衣裙', words: advice.text })
  expect(sizeOffer({ ...advice, measures: [] })).toBeNull()
  expect(sizeOffer({ ...advice, measures: [], asked: true })).not.toBeNull()
  expect(sizeOffer({ ...advice, chart: null, text: null })).toBeNull()
  expect(sizeOffer(null)).toBeNull()
})
