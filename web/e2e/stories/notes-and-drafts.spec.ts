import { expect, test } from '../test'

test('a note reaches colleagues and never the buyer', async ({ shop, agent, buyer }) => {
  const lin = await buyer()
  await lin.ask('能开专票吗？')
  const [mei, jun] = await Promise.all([agent(shop.mei), agent(shop.jun)])
  await mei.open('能开专票吗？')
  await jun.open('能开专票吗？')
  const told: string[] = []
  lin.page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => told.push(String(payload))),
  )
  lin.page.on('response', async (response) => told.push(await response.text().catch(() => '')))
  await lin.arrive()

  await mei.note('这位是老客户，给专票')
  await expect(jun.log.getByText('这位是老客户，给专票')).toBeVisible()
  await expect(jun.log.getByText('仅同事可见')).toBeVisible()
  await mei.mode('回复')
  await mei.reply('可以开专票。')

  await lin.openPanel()
  await expect(lin.log.getByText('可以开专票。')).toBeVisible()
  await expect(lin.log.getByText('老客户')).toHaveCount(0)
  expect(told.join('')).toContain('可以开专票。')
  expect(told.join('')).not.toContain('老客户')
})

test('drafts are kept for each conversation, over a reload too', async ({ shop, agent, buyer }) => {
  const [lin, wang] = await Promise.all([buyer(), buyer()])
  await lin.ask('被套尺寸？')
  await wang.ask('枕头高度？')
  const mei = await agent(shop.mei)
  await mei.open('被套尺寸？')
  await mei.field.fill('被套 200 乘')
  await mei.open('枕头高度？')
  await expect(mei.field).toHaveValue('')
  await mei.field.fill('枕头高 8')
  await mei.open('被套尺寸？')
  await expect(mei.field).toHaveValue('被套 200 乘')

  await mei.page.reload()
  await expect(mei.field).toHaveValue('被套 200 乘')
  await mei.open('枕头高度？')
  await expect(mei.field).toHaveValue('枕头高 8')
  await mei.field.press('Enter')
  await expect(wang.log.getByText('枕头高 8')).toBeVisible()
  await mei.open('被套尺寸？')
  await mei.open('枕头高 8')
  await expect(mei.field).toHaveValue('')
})
