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
