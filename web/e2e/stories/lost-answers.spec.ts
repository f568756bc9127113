import { expect, test } from '../test'

test.beforeEach(({ expectTrouble }) => {
  expectTrouble(/net::ERR_|WebSocket/)
})

test('a message whose acknowledgement is lost is stored once', async ({ shop, agent, buyer }) => {
  const lin = await buyer()
  // The first line dies the moment the server acknowledges.
  let lost = 0
  await lin.page.context().routeWebSocket(/\/widget\/live/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((frame) => {
      if (lost === 0 && String(frame).includes('"type":"ack"')) {
        lost += 1
        void socket.close()
        void server.close()
      } else socket.send(frame)
    })
  })
  await lin.openPanel()
  await lin.write('请问几天能到？')
  await expect(lin.panel.getByText('已送达')).toBeVisible({ timeout: 15_000 })
  expect(lost).toBe(1)

  const mei = await agent(shop.mei)
  await mei.open('请问几天能到？')
  await expect(mei.log.getByText('请问几天能到？')).toHaveCount(1)
  await expect(lin.log.getByText('请问几天能到？')).toHaveCount(1)
})

test('a reply whose answer is lost reaches the buyer once', async ({ shop, agent, buyer }) => {
  const lin = await buyer()
  await lin.ask('周末发货吗？')
  const mei = await agent(shop.mei)
  let lost = 0
  await mei.page.context().routeWebSocket(/\/live/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((frame) => {
      if (lost === 0 && String(frame).includes('"type":"ack"')) {
        lost += 1
        void socket.close()
        void server.close()
      } else socket.send(frame)
    })
  })
  await mei.page.context().route('**/messages', async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.continue()
    lost += 1
    await route.fetch()
    await route.abort()
  })
  await mei.page.reload()
  await mei.open('周末发货吗？')
  await mei.reply('周末照常发货。')

  await expect.poll(() => lost).toBe(1)
  await expect(mei.log.getByRole('img', { name: /已送达|已读/ })).toBeVisible({ timeout: 15_000 })
  await expect(mei.log.getByText('周末照常发货。')).toHaveCount(1)
  await expect(lin.log.getByText('周末照常发货。')).toHaveCount(1)
})
