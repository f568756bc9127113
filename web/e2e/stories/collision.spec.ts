import { expect, test } from '../test'

test('a reply stops when a colleague has just answered, and can be sent all the same', async ({
  shop,
  agent,
  buyer,
  expectTrouble,
}) => {
  expectTrouble(/409|WebSocket|net::ERR_/)
  const lin = await buyer()
  await lin.ask('能便宜点吗？')
  const [mei, jun] = await Promise.all([agent(shop.mei), agent(shop.jun)])
  await mei.open('能便宜点吗？')
  await jun.open('能便宜点吗？')

  // Jun has not seen what Mei says: the line brings it to him too late.
  await jun.page.context().setOffline(true)
  await mei.reply('可以领 30 元券。')
  await expect(lin.log.getByText('可以领 30 元券。')).toBeVisible()
  await jun.reply('不议价哦。')
  await jun.page.context().setOffline(false)

  const stopped = jun.page.getByRole('alert').filter({ hasText: '还没有发出' })
  await expect(stopped).toContainText('小美')
  await expect(stopped).toContainText('可以领 30 元券。')
  await expect(lin.log.getByText('不议价哦。')).toHaveCount(0)

  await stopped.getByRole('button', { name: '仍然发送' }).click()
  await expect(lin.log.getByText('不议价哦。')).toBeVisible()
  await expect(stopped).toHaveCount(0)
})

test('colleagues see who looks at and who answers a conversation', async ({
  shop,
  agent,
  buyer,
}) => {
  const lin = await buyer()
  await lin.ask('怎么开发票？')
  const [mei, jun] = await Promise.all([agent(shop.mei), agent(shop.jun)])
  await mei.open('怎么开发票？')
  await jun.open('怎么开发票？')
  await expect(jun.page.getByText('小美 也在看这个会话')).toBeVisible()

  await mei.field.pressSequentially('请提供抬头')
  await expect(jun.page.getByText('小美 正在输入，先别急着回复')).toBeVisible()
  await expect(lin.panel.getByText('小美正在输入')).toBeVisible()
  await lin.field.pressSequentially('公司抬头')
  await expect(mei.page.getByText(/客户正在输入/)).toBeVisible()
})
