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

test('a buyer who waits sees their turn come', async ({ shop, agent, buyer }) => {
  await shop.api.request('PUT', '/reception', { assignment: 'automatic', capacity: 1 })
  // What other stories left takes no room.
  const left = await shop.api.get<{ items: { id: string }[] }>('/conversations?view=all')
  for (const { id } of left.items) await shop.api.post(`/conversations/${id}/solve`, {})
  const mei = await agent(shop.mei)
  await ask(shop, '裙子有货吗')
  await mei.open('裙子有货吗', '我的')
  await ask(shop, '衬衫有货吗')

  const waiting = await buyer()
  await waiting.arrive()
  await waiting.ask('外套有货吗')
  await expect(waiting.panel.getByText('排队中，前面还有 1 位')).toBeVisible()

  await mei.page.getByRole('button', { name: '结束会话' }).click()
  await expect(waiting.panel.getByText('马上轮到您')).toBeVisible()
  await mei.open('衬衫有货吗', '我的')
  await mei.page.getByRole('button', { name: '结束会话' }).click()
  await expect(waiting.panel.getByText('马上轮到您')).toBeHidden()
})

test('a colleague is asked in the conversation, and the answer goes into the reply', async ({
  shop,
  agent,
  buyer,
}) => {
  await shop.api.request('PUT', '/reception', { assignment: 'manual' })
  const lady = await buyer()
  await lady.ask('真丝的能机洗吗')
  const [mei, jun] = await Promise.all([agent(shop.mei), agent(shop.jun)])
  await mei.open('真丝的能机洗吗', '排队')
  await mei.page.getByRole('button', { name: '求助同事' }).click()
  await mei.page.getByRole('textbox', { name: '想问同事什么' }).fill('真丝裙能机洗吗')
  await mei.page.getByRole('option', { name: '小军' }).click()
  await expect(mei.page.getByText('等回答')).toBeVisible()

  await jun.page.getByRole('button', { name: '同事求助 1 条' }).click()
  await jun.page.getByRole('textbox', { name: '回答 小美' }).fill('不能，冷水手洗')
  await jun.page.getByRole('button', { name: '回答', exact: true }).click()
  await expect(jun.page.getByText('小美 问你')).toBeHidden()

  await expect(mei.page.getByText('小军 回答')).toBeVisible()
  await mei.page.getByRole('button', { name: '写进回复' }).click()
  await expect(mei.field).toHaveValue('不能，冷水手洗')
  expect(await barriers(mei.page, 'light')).toEqual([])
  await mei.field.press('Enter')
  await expect(lady.log.getByText('不能，冷水手洗')).toBeVisible()
  await mei.page.getByRole('button', { name: '知道了' }).click()
  await expect(mei.page.getByText('小军 回答')).toBeHidden()
  await expect(lady.log.getByText('真丝裙能机洗吗')).toBeHidden()
})
