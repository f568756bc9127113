import { ask } from '../house/shop'
import { expect, test } from '../test'

test('an ended conversation comes back by undo', async ({ shop, agent }) => {
  await ask(shop, '已经收到货了')
  const mei = await agent(shop.mei)
  await mei.open('已经收到货了', '排队')
  await mei.page.getByRole('button', { name: '结束会话' }).click()
  await expect(mei.row('已经收到货了')).toHaveCount(0)
  await mei.page.getByRole('button', { name: '撤销' }).click()
  await expect(mei.row('已经收到货了')).toBeVisible()
})

test('a snoozed conversation waits under its own view', async ({ shop, agent }) => {
  await ask(shop, '等到货再联系我')
  const mei = await agent(shop.mei)
  await mei.open('等到货再联系我', '排队')
  await mei.page.getByRole('button', { name: '稍后处理' }).click()
  await mei.page.getByRole('option', { name: '3 小时后' }).click()
  await mei.view('稍后')
  await expect(mei.row('等到货再联系我')).toContainText('提醒')
})

test('without a time it waits for the buyer’s next word', async ({ shop, agent }) => {
  const buyer = await ask(shop, '我问问家里人')
  const mei = await agent(shop.mei)
  await mei.open('我问问家里人', '排队')
  await mei.page.keyboard.press('s')
  await mei.page.getByRole('option', { name: '等客户回复' }).click()
  await expect(mei.page.getByText('客户回复后再提醒你')).toBeVisible()
  await mei.view('稍后')
  await expect(mei.row('我问问家里人')).toContainText('等回复')
  await buyer.say('家里人同意了')
  await mei.view('我的')
  await expect(mei.row('家里人同意了')).toBeVisible()
})

test('a transferred conversation is its new owner’s at once', async ({ shop, agent }) => {
  await ask(shop, '我要投诉物流')
  const [mei, jun] = await Promise.all([agent(shop.mei), agent(shop.jun)])
  await mei.open('我要投诉物流', '排队')
  await mei.page.getByRole('button', { name: '转接' }).click()
  await mei.page.getByRole('textbox', { name: '给接手同事的备注' }).fill('已答应补发，等快递回电')
  await mei.page.getByRole('option', { name: '小军' }).click()
  await expect(jun.row('已答应补发，等快递回电')).toBeVisible()
  await expect(mei.page.getByText('已转接给 小军')).toBeVisible()
  await jun.open('已答应补发，等快递回电', '我的')
  await expect(jun.log.getByText('已答应补发，等快递回电')).toBeVisible()
})
