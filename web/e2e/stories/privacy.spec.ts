import { ask } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('a manager hands over what is held about a customer, then erases it', async ({
  shop,
  agent,
}) => {
  test.slow()
  await ask(shop, '请把我的资料给我，然后删掉')
  const owner = await agent(shop.owner)
  const { page } = owner
  await owner.open('请把我的资料给我')

  await page.getByRole('button', { name: '导出资料' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '开始打包' }).click()
  const link = dialog.getByRole('link', { name: '下载' })
  const downloading = page.waitForEvent('download')
  await link.click()
  expect((await downloading).suggestedFilename()).toMatch(/^访客.*\.zip$/)
  expect(await barriers(page, 'light')).toEqual([])
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: '标记保留' }).click()
  await dialog.getByLabel('原因').fill('核对订单期间')
  await dialog.getByRole('button', { name: '标记保留' }).click()
  await expect(page.getByText('核对订单期间')).toBeVisible()
  await expect(page.getByRole('button', { name: '清除客户' })).toBeDisabled()
  await page.getByRole('button', { name: '解除保留' }).click()
  await page.getByRole('button', { name: '再按一次确认' }).click()
  await expect(page.getByText('核对订单期间')).toBeHidden()

  await page.getByRole('button', { name: '清除客户' }).click()
  const erase = dialog.getByRole('button', { name: '永久清除' })
  await expect(erase).toBeDisabled()
  const name = dialog.getByLabel(/请输入客户姓名/)
  await name.fill((await name.getAttribute('placeholder')) ?? '')
  await erase.click()
  await expect(dialog.getByText(/已清除：1 条消息/)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(owner.log.getByText('内容已清除')).toBeVisible()
  await expect(page.getByText('请把我的资料给我')).toBeHidden()

  await page.goto(`${shop.server.origin}/settings/privacy`)
  await expect(page.getByText(/1 次会话、1 条消息/)).toBeVisible()
})

test('nothing is switched on that was not looked at before', async ({
  shop,
  agent,
  expectTrouble,
}) => {
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/privacy`)
  await page.getByRole('switch', { name: '已结束的会话' }).click()
  await expect(page.getByRole('button', { name: '按此开启' })).toBeDisabled()
  await page.getByRole('button', { name: '看看会清理什么' }).click()
  await expect(page.getByText('现在没有到期的。')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
  await page.getByRole('button', { name: '按此开启' }).click()
  await expect(page.getByText('已开启，从今晚开始清理')).toBeVisible()

  // Another number is another rule.
  expectTrouble(/422/)
  await page.getByLabel('保留天数').fill('3')
  await expect(page.getByRole('button', { name: '按此开启' })).toBeDisabled()
  await page.getByRole('button', { name: '看看会清理什么' }).click()
  await expect(page.getByText('超出允许的范围')).toBeVisible()
  await page.getByRole('switch', { name: '已结束的会话' }).click()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已全部关闭')).toBeVisible()
})
