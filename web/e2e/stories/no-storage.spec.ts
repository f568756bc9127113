import { Buyer } from '../people/buyer'
import { expect, test } from '../test'

test('a buyer whose browser denies storage to the shop’s frame is served too', async ({
  shop,
  agent,
  newContext,
}) => {
  const lin = new Buyer(await (await newContext()).newPage(), shop.site.foreignUrl)
  await lin.arrive()
  await lin.openPanel()
  await expect(lin.panel.evaluate(() => localStorage.length)).rejects.toThrow(/denied/)

  await lin.write('无痕窗口也能问吗？')
  await expect(lin.panel.getByText('已送达')).toBeVisible()
  const mei = await agent(shop.mei)
  await mei.open('无痕窗口也能问吗？')
  await mei.reply('能。')
  await expect(lin.log.getByText('能。')).toBeVisible()
})
