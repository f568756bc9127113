import { ask } from '../house/shop'
import { expect, test } from '../test'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

test('the phone shows the list, then the thread, then the list again', async ({ shop, agent }) => {
  await ask(shop, '手机上能回复吗')
  const mei = await agent(shop.mei, phone)
  await mei.open('手机上能回复吗', '排队')
  await expect(mei.row('手机上能回复吗')).toBeHidden()
  await mei.reply('能')
  await expect(mei.log.getByText('能', { exact: true })).toBeVisible()
  await mei.page.getByRole('button', { name: '客户资料' }).click()
  await expect(mei.log).toBeHidden()
  await mei.page.getByRole('button', { name: '返回对话' }).click()
  await mei.page.getByRole('button', { name: '返回列表' }).click()
  await expect(mei.log).toBeHidden()
  await expect(mei.views).toBeVisible()
  const wide = await mei.page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(390)
})

test('the panel covers a phone and gives the page back', async ({ buyer }) => {
  const lin = await buyer(phone)
  await lin.openPanel()
  expect(await lin.panel.evaluate(() => innerWidth)).toBe(390)
  await lin.panel.getByRole('button', { name: '收起' }).click()
  await expect.poll(() => lin.launcherName()).toBe('在线客服')
})
