import { expect, it } from 'vitest'
import { outcomes } from './outcomes'

const shipping = { entry_id: 'shipping', text: '48 小时内发货。' }
const invoice = { entry_id: 'invoice', text: '可以开电子发票。' }
const before = {
  past: { reply_id: 'before', customers: 2, last_at: '2026-11-20T04:00:00Z' },
  text: '您的订单 ____ 已经发出。',
}

it('tells what was taken, changed and passed over', () => {
  expect(outcomes([shipping, invoice], shipping, '48 小时内发货。 ')).toEqual([
    { from: 'entry', id: 'shipping', outcome: 'taken' },
    { from: 'entry', id: 'invoice', outcome: 'ignored' },
  ])
  expect(outcomes([shipping, invoice], invoice, '可以开电子发票，您把抬头发我。')).toEqual([
    { from: 'entry', id: 'shipping', outcome: 'ignored' },
    { from: 'entry', id: 'invoice', outcome: 'edited' },
  ])
})

it('counts an answer that was taken before other ones were suggested', () => {
  expect(outcomes([invoice], shipping, '明天发货')).toEqual([
    { from: 'entry', id: 'invoice', outcome: 'ignored' },
    { from: 'entry', id: 'shipping', outcome: 'edited' },
  ])
})

it('says nothing of what comes from a size chart', () => {
  const size = { entry_id: null, text: '推荐 M 码。' }
  expect(outcomes([size, invoice], size, '推荐 M 码。')).toEqual([
    { from: 'entry', id: 'invoice', outcome: 'ignored' },
  ])
})

it('tells replies of the past from entries', () => {
  expect(outcomes([shipping, before], before, '您的订单 QY42 已经发出。')).toEqual([
    { from: 'entry', id: 'shipping', outcome: 'ignored' },
    { from: 'past', id: 'before', outcome: 'edited' },
  ])
})
