import { ask } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('a view is built from conditions, kept, shown live, changed, deleted and brought back', async ({
  shop,
  agent,
}) => {
  await shop.api.post('/tags/starter_set', {})
  await ask(shop, '杯子碎了')
  await ask(shop, '有优惠吗')
  const mei = await agent(shop.mei)
  const { page } = mei
  await mei.open('杯子碎了')

  await page.getByRole('button', { name: '新建视图' }).click()
  const dialog = page.getByRole('dialog', { name: '新建视图' })
  await expect(dialog.getByRole('status')).toContainText('现在有 2 个会话')
  await dialog.getByLabel('负责人', { exact: true }).selectOption('我')
  await dialog.getByRole('button', { name: '添加条件' }).click()
  await page.getByRole('menuitem', { name: '带有标签' }).click()
  await dialog.getByLabel('带有标签', { exact: true }).selectOption('售后 / 物流')
  await expect(dialog.getByRole('status')).toContainText('现在有 0 个会话')
  expect(await barriers(page, 'light')).toEqual([])
  await dialog.getByLabel('视图名称').fill('我的物流问题')
  await dialog.getByRole('button', { name: '保存视图' }).click()
  await expect(dialog).toBeHidden()

  const tab = page
    .getByRole('navigation', { name: '视图' })
    .getByRole('button', { name: /^我的物流问题/ })
  await expect(tab).toHaveAttribute('aria-current', 'page')
  await expect(page.getByRole('group', { name: '视图的条件' })).toContainText('售后 / 物流')
  await expect(mei.row('杯子碎了')).toBeHidden()

  // What fits comes by itself, and the address leads back here.
  const known = await shop.api.get<{ items: { id: string; last_message: { preview: string } }[] }>(
    '/conversations',
  )
  const { id } = known.items.find(({ last_message }) => last_message.preview === '杯子碎了')!
  const staff = await shop.api.get<{ items: { id: string; name: string }[] }>('/staff')
  const mine = staff.items.find(({ name }) => name === '小美')!
  const tags = await shop.api.get<{ items: { id: string; name: string }[] }>('/tags')
  const broken = tags.items.find(({ name }) => name === '破损少件')!
  await shop.api.put(`/conversations/${id}/tags`, { tag_ids: [broken.id] })
  await shop.api.post(`/conversations/${id}/assign`, { assignee_id: mine.id })
  await expect(mei.row('杯子碎了')).toBeVisible()
  await page.reload()
  await expect(mei.row('杯子碎了')).toBeVisible()
  await expect(mei.row('有优惠吗')).toBeHidden()

  await page.getByRole('button', { name: '修改视图' }).click()
  const change = page.getByRole('dialog', { name: '修改视图' })
  await change.getByRole('button', { name: '去掉带有标签', exact: true }).click()
  await change.getByRole('button', { name: '去掉负责人', exact: true }).click()
  await change.getByRole('button', { name: '保存视图' }).click()
  await expect(change).toBeHidden()
  await expect(mei.row('有优惠吗')).toBeVisible()

  await page.getByRole('button', { name: '删除视图' }).click()
  await expect(tab).toBeHidden()
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(tab).toBeVisible()
})

test('a filter is looked at without being kept, and its address is one', async ({
  shop,
  agent,
}) => {
  await ask(shop, '今天能发货吗')
  const jun = await agent(shop.jun)
  const { page } = jun
  await page.goto(`${shop.server.origin}/desk`)
  await page.getByRole('button', { name: '新建视图' }).click()
  const dialog = page.getByRole('dialog', { name: '新建视图' })
  await dialog.getByLabel('负责人', { exact: true }).selectOption('没有人')
  await dialog.getByRole('button', { name: '先看看' }).click()
  await expect(dialog).toBeHidden()
  await expect(page).toHaveURL(/custom.*filter=/)
  await expect(jun.row('今天能发货吗')).toBeVisible()
  await page
    .getByRole('group', { name: '视图的条件' })
    .getByRole('button', { name: '回到我的对话' })
    .click()
  await expect(jun.row('今天能发货吗')).toBeHidden()
})
