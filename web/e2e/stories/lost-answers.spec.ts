import type { Page } from '@playwright/test'
import { expect, test } from '../test'

test.beforeEach(({ expectTrouble }) => {
  expectTrouble(/net::ERR_|WebSocket/)
})

/** The first acknowledgement is lost, whichever way the message takes; how many were. */
async function loseAnAcknowledgement(page: Page, socket: RegExp) {
  let lost = 0
  await page.context().routeWebSocket(socket, (line) => {
    const server = line.connectToServer()
    // The line dies the moment the server acknowledges.
    server.onMessage((frame) => {
      if (lost === 0 && String(frame).includes('"type":"ack"')) {
        lost += 1
        void line.close()
        void server.close()
      } else line.send(frame)
    })
  })
  await page.context().route('**/messages', async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.continue()
    lost += 1
    await route.fetch()
    await route.abort()
  })
  return () => lost
}

test('a message whose acknowledgement is lost is stored once', async ({ shop, agent, buyer }) => {
  const lin = await buyer()
  const lost = await loseAnAcknowledgement(lin.page, /\/widget\/live/)
  await lin.openPanel()
  await lin.write('请问几天能到？')
  await expect(lin.panel.getByText('已送达')).toBeVisible({ timeout: 15_000 })
  expect(lost()).toBe(1)

  const mei = await agent(shop.mei)
  await mei.open('请问几天能到？')
  await expect(mei.log.getByText('请问几天能到？')).toHaveCount(1)
  await expect(lin.log.getByText('请问几天能到？')).toHaveCount(1)
})

test('a reply whose answer is lost reaches the buyer once', async ({ shop, agent, buyer }) => {
  const lin = await buyer()
  await lin.ask('周末发货吗？')
  const mei = await agent(shop.mei)
  const lost = await loseAnAcknowledgement(mei.page, /\/live/)
  await mei.page.reload()
  await mei.open('周末发货吗？')
  await mei.reply('周末照常发货。')

  await expect.poll(lost).toBe(1)
  await expect(mei.log.getByRole('img', { name: /已送达|已读/ })).toBeVisible({ timeout: 15_000 })
  await expect(mei.log.getByText('周末照常发货。')).toHaveCount(1)
  await expect(lin.log.getByText('周末照常发货。')).toHaveCount(1)
})
