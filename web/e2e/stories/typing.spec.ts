import { expect, test } from '../test'

test('what a buyer writes is seen before it is sent, only where the shop says so', async ({
  shop,
  agent,
  buyer,
}) => {
  const lin = await buyer()
  await lin.ask('在吗')
  const notice = /店家可能会看到您正在写的内容/
  await expect(lin.panel.getByText(notice)).toHaveCount(0)
  const mei = await agent(shop.mei)
  await mei.open('在吗')
  await lin.field.pressSequentially('偷偷说一句')
  await expect(mei.page.getByText('客户正在输入')).toBeVisible()
  await expect(mei.page.getByText('偷偷说一句')).toHaveCount(0)

  const owner = await agent(shop.owner)
  await owner.page.goto(`${shop.server.origin}/settings/inboxes/${shop.inboxId}`)
  await owner.page.getByRole('switch', { name: '输入预览' }).click()
  await owner.page.getByRole('button', { name: '保存' }).click()
  await expect(owner.page.getByText('已保存', { exact: true })).toBeVisible()

  await lin.arrive()
  await lin.openPanel()
  await expect(lin.panel.getByText(notice)).toBeVisible()
  await lin.field.fill('')
  await lin.field.pressSequentially('我想换成 XL，电话 13812345678 谢谢')
  await expect(mei.page.getByText('客户正在写，还没发出')).toBeVisible()
  await expect(mei.page.getByText('我想换成 XL，电话 138******78 谢谢')).toBeVisible()
  await lin.field.press('Enter')
  await expect(mei.page.getByText('客户正在写，还没发出')).toHaveCount(0)
  await expect(mei.log).toContainText('我想换成 XL，电话 13812345678 谢谢')
})
