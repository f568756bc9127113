import { expect, test } from '../test'

test('a buyer asks, an agent sees it at once and answers, the buyer reads', async ({
  shop,
  agent,
  buyer,
}) => {
  const mei = await agent(shop.mei)
  await mei.view('排队')
  const lin = await buyer()
  await lin.ask('这床被子冬天够暖吗？')

  await mei.row('这床被子冬天够暖吗？').click()
  await expect(mei.log.getByText('这床被子冬天够暖吗？')).toBeVisible()
  await mei.reply('够的，充绒量 1200 克。')

  await expect(lin.log.getByText('够的，充绒量 1200 克。')).toBeVisible()
  await expect(mei.log.getByRole('img', { name: '已读' })).toBeVisible()
  await expect(lin.panel.getByText('已读')).toBeVisible()
})
