import { expect, it } from 'vitest'
import type { CannedReply } from '@/app/cannedReplies'
import { ranked, type Findable } from './rank'
import { spell } from './spelling'

const spelling = await spell()

function item(title: string, more: Partial<CannedReply> = {}, folder = ''): Findable {
  const reply = { title, text: '', uses: 0, shared: true, ...more } as CannedReply
  return { reply, folder, title: spelling(title), path: folder ? spelling(folder) : null }
}

const found = (all: Findable[], words: string) => ranked(all, words).map(({ reply }) => reply.title)

it('finds by pinyin, its initials, and in any order of closeness', () => {
  const all = [
    item('发货时间', { text: '未到货也会告诉您' }),
    item('未到货', {}, '缺货'),
    item('到货通知'),
    item('Opening', { shortcut: 'wdh' }),
  ]
  expect(found(all, 'wdh')).toEqual(['Opening', '未到货'])
  expect(found(all, 'weidao')).toEqual(['未到货'])
  expect(found(all, '到货')).toEqual(['到货通知', '未到货', '发货时间'])
  expect(found(all, 'qh')).toEqual(['未到货'])
  expect(found(all, 'fhsj')).toEqual(['发货时间'])
  expect(found(all, 'WDH')).toEqual(['Opening', '未到货'])
  expect(found(all, 'nothing')).toEqual([])
})

it('finds traditional characters and English too', () => {
  expect(found([item('到貨通知'), item('Refund under way')], 'dhtz')).toEqual(['到貨通知'])
  expect(found([item('Refund under way')], 'rfund')).toEqual(['Refund under way'])
})

it("puts one's own before the shop's and often used ones first", () => {
  const all = [
    item('问候一', { uses: 3 }),
    item('问候二', { uses: 9 }),
    item('问候三', { shared: false }),
  ]
  expect(found(all, '问候')).toEqual(['问候三', '问候二', '问候一'])
  expect(found(all, '')).toEqual(['问候三', '问候二', '问候一'])
})

it('works before the spelling is there', () => {
  const bare = { ...item('未到货'), title: null, path: null }
  expect(found([bare], '到货')).toEqual(['未到货'])
  expect(found([bare], 'wdh')).toEqual([])
})
