import { Buyer } from '../people/buyer'
import { expect, test } from '../test'

test('two tabs of one buyer show the same chat', async ({ shop, agent, buyer }) => {
  const first = await buyer()
  await first.ask('有四件套吗？')
  const second = new Buyer(await first.page.context().newPage(), shop.site.url)
  await second.arrive()
  await second.openPanel()
  await expect(second.log.getByText('有四件套吗？')).toBeVisible()

  await second.write('要纯棉的')
  await expect(first.log.getByText('要纯棉的')).toBeVisible()
  await first.write('浅灰色')
  await expect(second.log.getByText('浅灰色')).toBeVisible()

  const mei = await agent(shop.mei)
  await mei.open('浅灰色')
  await mei.reply('有的，发您链接。')
  for (const tab of [first, second]) {
    await expect(tab.log.getByText('有的，发您链接。')).toHaveCount(1)
    await expect(tab.log.getByText(/有四件套|要纯棉|浅灰/)).toHaveText([
      '有四件套吗？',
      '要纯棉的',
      '浅灰色',
    ])
  }
})

test('a closed panel counts what has not been read', async ({ shop, agent, buyer }) => {
  const lin = await buyer()
  await lin.ask('还有货吗？')
  await lin.pressLauncher()
  await expect.poll(() => lin.launcherName()).toBe('在线客服')

  const mei = await agent(shop.mei)
  await mei.open('还有货吗？')
  await mei.reply('有货。')
  await mei.reply('今天下单今天发。')
  await expect.poll(() => lin.launcherName()).toBe('在线客服，2 条新消息')
  await expect(mei.log.getByRole('img', { name: '已读' })).toHaveCount(0)

  await lin.pressLauncher()
  await expect(lin.log.getByText('今天下单今天发。')).toBeVisible()
  await expect(mei.log.getByRole('img', { name: '已读' })).toBeVisible()
  await lin.pressLauncher()
  await expect.poll(() => lin.launcherName()).toBe('在线客服')
})
