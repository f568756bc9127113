import { expect, it } from 'vitest'
import { outcomes } from './outcomes'

const shipping = { entry_id: 'shipping', text: '48 小时内发货。' }
const invoice = { entry_id: 'invoice', text: '可以开电子发票。' }

it('tells what was taken, changed and passed over', () => {
  expect(outcomes([shipping, invoice], shipping, '48 小时内发货。 ')).toEqual([
    { entry_id: 'shipping', outcome: 'taken' },
    { entry_id: 'invoice', outcome: 'ignored' },
  ])
  expect(outcomes([shipping, invoice], invoice, '可以开电子发票，您把抬头发我。')).toEqual([
    { entry_id: 'shipping', outcome: 'ignored' },
    { entry_id: 'invoice', outcome: 'edited' },
  ])
})

it('counts an answer that was taken before other ones were suggested', () => {
  expect(outcomes([invoice], shipping, '明天发货')).toEqual([
    { entry_id: 'invoice', outcome: 'ignored' },
    { entry_id: 'shipping', outcome: 'edited' },
  ])
})

it('says nothing of what comes from a size chart', () => {
  const size = { entry_id: null, text: '推荐 M 码。' }
  expect(outcomes([size, invoice], size, '推荐 M 码。')).toEqual([
    { entry_id: 'invoice', outcome: 'ignored' },
  ])
})
