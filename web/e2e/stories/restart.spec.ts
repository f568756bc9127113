import { expect, test } from '../test'

test('both sides come back by themselves after the server was restarted', async ({
  shop,
  agent,
  buyer,
  expectTrouble,
}) => {
  test.slow()
  expectTrouble(/net::ERR_|WebSocket/)
  const lin = await buyer()
  await lin.ask('重启前的问题')
  const mei = await agent(shop.mei)
  await mei.open('重启前的问题')
  await expect(mei.log).toContainText('重启前的问题')
  await expect(mei.page.getByRole('button', { name: '更多操作' })).toBeVisible()

  await shop.server.halt()
  await lin.write('停机时的问题')
  await mei.reply('停机时的回答')
  await shop.server.run()

  await expect(mei.log.getByText('停机时的问题')).toBeVisible({ timeout: 45_000 })
  await expect(lin.log.getByText('停机时的回答')).toBeVisible({ timeout: 45_000 })
  for (const log of [mei.log, lin.log]) {
    for (const text of ['重启前的问题', '停机时的问题', '停机时的回答']) {
      await expect(log.getByText(text)).toHaveCount(1)
    }
  }
  await expect(mei.page.getByText('连接中断，正在重连')).toHaveCount(0)
})

test('what is first asked for while the server is away comes when it is back', async ({
  shop,
  agent,
  expectTrouble,
}) => {
  test.slow()
  expectTrouble(/net::ERR_|WebSocket/)
  const mei = await agent(shop.mei)
  const { page } = mei

  await shop.server.halt()
  // A part of this page, and a page of its own: neither was loaded before.
  await page.keyboard.press('?')
  await page.getByRole('link', { name: '知识库' }).click()
  await shop.server.run()

  await expect(page.getByRole('dialog', { name: '键盘快捷键' })).toBeVisible({ timeout: 45_000 })
  await page.keyboard.press('Escape')
  await expect(page.getByText('知识库还是空的')).toBeVisible()
})
