import { ask, type Shop } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

/** Who asked last, as the owner's hand sees it. */
async function newest(shop: Shop): Promise<string> {
  const { items } = await shop.api.get<{ items: { id: string; created_at: string }[] }>(
    '/conversations?view=all',
  )
  return items.toSorted((a, b) => b.created_at.localeCompare(a.created_at))[0]!.id
}

test('an agent is to follow up, and has done it', async ({ shop, agent }) => {
  await ask(shop, '我量好尺寸再告诉您')
  const mei = await agent(shop.mei)
  await mei.open('我量好尺寸再告诉您', '排队')
  await mei.page.keyboard.press('d')
  const dialog = mei.page.getByRole('dialog', { name: '加跟进提醒' })
  await dialog.getByRole('button', { name: '设好提醒' }).click()
  await expect(dialog.getByText('写一句要做什么')).toBeVisible()
  await dialog.getByLabel('要做什么').fill('问问尺寸定了没有')
  await dialog.getByLabel('什么时候').selectOption({ index: 0 })
  expect(await barriers(mei.page, 'light')).toEqual([])
  await dialog.getByRole('button', { name: '设好提醒' }).click()
  await expect(dialog).toBeHidden()
  await expect(mei.row('我量好尺寸再告诉您')).toBeVisible()

  const bar = mei.page.getByRole('list', { name: '跟进提醒' })
  await expect(bar.getByText('问问尺寸定了没有')).toBeVisible()
  await mei.page.getByRole('button', { name: '结束会话' }).click()
  await mei.views.getByText('跟进').click()
  await mei.page.getByRole('button', { name: /问问尺寸定了没有/ }).click()
  await expect(mei.log).toContainText('我量好尺寸再告诉您')
  expect(await barriers(mei.page, 'light')).toEqual([])
  await bar.getByRole('button', { name: '完成' }).click()
  await expect(mei.page.getByText('没有要跟进的')).toBeVisible()
  await mei.page.getByRole('button', { name: '撤销' }).last().click()
  await expect(bar.getByText('问问尺寸定了没有')).toBeVisible()
  await bar.getByRole('button', { name: '完成' }).click()
})

test('what a colleague asks for is told at its time and comes first', async ({ shop, agent }) => {
  await ask(shop, '下周再联系我')
  const mei = await agent(shop.mei)
  const { items } = await shop.api.get<{ items: { id: string; name: string }[] }>('/staff')
  await shop.api.post(`/conversations/${await newest(shop)}/follow_ups`, {
    client_id: crypto.randomUUID(),
    staff_id: items.find(({ name }) => name === '小美')!.id,
    text: '问问面料样收到没有',
    due_at: new Date(Date.now() + 2000).toISOString(),
  })
  const strip = mei.page.getByRole('region', { name: '有 1 项该跟进了' })
  await expect(strip).toContainText('问问面料样收到没有')
  await mei.view('排队')
  await expect(mei.row('下周再联系我').getByRole('img', { name: /该跟进了/ })).toBeVisible()
  await mei.page.getByRole('button', { name: /^通知/ }).click()
  const told = mei.page.getByRole('dialog', { name: '通知' })
  await expect(told.getByText(/老板 请您跟进/)).toBeVisible()
  await mei.page.keyboard.press('Escape')

  await strip.getByRole('button').click()
  await expect(mei.log).toContainText('下周再联系我')
  expect(await barriers(mei.page, 'dark')).toEqual([])
  const bar = mei.page.getByRole('list', { name: '跟进提醒' })
  await bar.getByRole('button', { name: '推迟' }).click()
  await mei.page.getByRole('option', { name: '1 小时后' }).click()
  await expect(strip).toBeHidden()
  await expect(bar.getByText('问问面料样收到没有')).toBeVisible()
})
