import { ask } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('the owner makes a group, and the queue is given out by itself', async ({ shop, agent }) => {
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/reception`)
  await expect(page.getByText('还没有分组', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: '新建分组' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('组名').fill('售前')
  await dialog.getByRole('group', { name: '成员' }).getByText('小美').click()
  await dialog.getByRole('checkbox', { name: '售前' }).check()
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: '修改分组 售前' })).toBeVisible()

  await page.getByRole('radio', { name: '自动分配' }).check()
  await page.getByRole('button', { name: '保存' }).first().click()
  await expect(page.getByText('已保存', { exact: true })).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])

  const mei = await agent(shop.mei)
  await ask(shop, '这件有货吗')
  await mei.open('这件有货吗', '我的')
  await expect(mei.page.getByText('轮到 小美 接待')).toBeVisible()

  await page.getByRole('button', { name: '删除分组 售前' }).click()
  await expect(page.getByText('已删除分组 售前')).toBeVisible()
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(page.getByRole('button', { name: '修改分组 售前' })).toBeVisible()
})
