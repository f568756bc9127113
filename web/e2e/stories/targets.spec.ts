import { ask } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('targets are set, a countdown runs, and what is late is told', async ({ shop, agent }) => {
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/targets`)
  await page.getByLabel('首次回复（秒）').fill('20')
  await expect(page.getByText(/一位客户 .+ 来信 → 截止 .+/)).toBeVisible()
  await page.getByRole('button', { name: '添加例外' }).click()
  const rule = page.getByRole('group', { name: '例外 1' })
  await rule.getByLabel('客户等级').fill('黑金')
  await rule.getByLabel('首次回复（秒）').fill('3')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存', { exact: true })).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])

  const mei = await agent(shop.mei)
  await ask(shop, '这件有货吗')
  await mei.view('全部')
  const timer = mei.row('这件有货吗').locator('time')
  await expect(timer).toHaveAttribute('data-state', 'counts')
  await expect(timer).toContainText(/0:\d\d/)
  await expect(timer).toHaveAttribute('data-state', 'late', { timeout: 30_000 })

  const bell = mei.page.getByRole('button', { name: /^通知/ })
  await expect(bell).toHaveAccessibleName(/未读/)
  await bell.click()
  const told = mei.page.getByRole('dialog', { name: '通知' })
  expect(await barriers(mei.page, 'light')).toEqual([])
  await told.getByRole('button', { name: /等待超时/ }).click()
  await expect(mei.log).toContainText('这件有货吗')
  await expect(mei.views.getByText('超时')).toContainText('1')
})

test('a key opens whoever waits longest', async ({ shop, agent }) => {
  await ask(shop, '早上就在等')
  const mei = await agent(shop.mei)
  await mei.view('已解决')
  await mei.page.keyboard.press('w')
  await expect(mei.log).toBeVisible()
  await expect(mei.page).toHaveURL(/\/desk\/all\/.+/)
  await mei.page.keyboard.press('Escape')
})

test('a note that names a colleague is in their bell', async ({ shop, agent }) => {
  const mei = await agent(shop.mei)
  await ask(shop, '我要退货')
  await mei.open('我要退货')
  await mei.note('@小军 帮看一下')
  const jun = await agent(shop.jun)
  const bell = jun.page.getByRole('button', { name: /^通知/ })
  await bell.click()
  await expect(jun.page.getByText('小美 在', { exact: false })).toBeVisible()
  await jun.page.getByRole('button', { name: '全部已读' }).click()
  await expect(bell).toHaveAccessibleName('通知')
})
