import { expect, test } from '../test'

test.beforeEach(({ expectTrouble }) => {
  expectTrouble(/net::ERR_|WebSocket/)
})

test('what the buyer writes without a network arrives in order, once', async ({
  shop,
  agent,
  buyer,
}) => {
  const mei = await agent(shop.mei)
  const lin = await buyer()
  await lin.ask('在吗？')
  await mei.open('在吗？')

  await lin.page.context().setOffline(true)
  for (const text of ['第一句', '第二句', '第三句']) await lin.write(text)
  await expect(lin.log.getByText('等待网络').or(lin.log.getByText('发送中')).last()).toBeVisible()
  await expect(lin.panel.getByText('网络已断开，消息会在恢复后发出')).toBeVisible()
  await lin.page.context().setOffline(false)

  await expect(mei.log.getByText('第三句')).toBeVisible()
  await expect(mei.log.getByText(/^第[一二三]句$/)).toHaveText(['第一句', '第二句', '第三句'])
  await expect(lin.log.getByText('等待网络')).toHaveCount(0)
})

test('what the agent writes without a network is sent on return', async ({
  shop,
  agent,
  buyer,
}) => {
  const mei = await agent(shop.mei)
  const lin = await buyer()
  await lin.ask('有发票吗？')
  await mei.open('有发票吗？')

  await mei.page.context().setOffline(true)
  await expect(mei.page.getByText('连接中断，正在重连')).toBeVisible()
  await mei.reply('有的，')
  await mei.reply('随货寄出。')
  await expect(mei.log.getByText('网络恢复后自动发送').first()).toBeVisible()
  await mei.page.context().setOffline(false)

  await expect(lin.log.getByText('随货寄出。')).toBeVisible()
  await expect(lin.log.getByText(/有的|随货/)).toHaveText(['有的，', '随货寄出。'])
  await expect(mei.page.getByText('连接中断，正在重连')).toHaveCount(0)
})

test('messages that were not sent are still there after a reload', async ({
  shop,
  agent,
  buyer,
}) => {
  const mei = await agent(shop.mei)
  const lin = await buyer()
  await lin.ask('可以改地址吗？')
  await mei.open('可以改地址吗？')

  // The shop's own site stays reachable, ours does not.
  const ours = `${shop.server.origin}/api/**`
  await lin.page.context().route(ours, (route) => route.abort())
  await lin.page.context().routeWebSocket(/\/live/, (socket) => socket.close())
  await lin.arrive()
  await lin.openPanel()
  await lin.write('改到杭州')
  await expect(lin.log.getByText('改到杭州')).toBeVisible()
  await lin.page.context().unroute(ours)
  await lin.arrive()

  await expect(mei.log.getByText('改到杭州')).toHaveCount(1)
  await lin.openPanel()
  await expect(lin.log.getByText('改到杭州')).toHaveCount(1)
})
