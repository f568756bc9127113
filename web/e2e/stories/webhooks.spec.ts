import { createHmac } from 'node:crypto'
import { Receiver } from '../house/receiver'
import { ask } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('a manager connects another system, sees what it was told, and tells it again', async ({
  shop,
  agent,
}) => {
  test.slow()
  const receiver = await Receiver.start()
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/webhooks`)
  await expect(page.getByText('还没有推送')).toBeVisible()

  await page.getByRole('button', { name: '新建推送' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('名称').fill('订单系统')
  await dialog.getByLabel('接收地址').fill(receiver.url)
  await dialog.getByRole('button', { name: '新建推送' }).click()
  const secret = (await dialog.getByText(/^zgwh_/).textContent())?.trim() ?? ''
  await dialog.getByRole('button', { name: '已保存好' }).click()
  await expect(page.getByRole('heading', { name: '订单系统' })).toBeVisible()

  await page.getByRole('button', { name: '发送测试' }).click()
  await expect(page.getByText(/测试已送达/)).toBeVisible()
  const [first] = receiver.got
  const signed = createHmac('sha256', secret)
    .update(`${String(first?.headers['x-zhanggui-timestamp'])}.${first?.body}`)
    .digest('hex')
  expect(first?.headers['x-zhanggui-signature']).toBe(`sha256=${signed}`)

  await ask(shop, '这件有货吗')
  const told = page.getByRole('button', { name: /新消息/ })
  await expect(told).toContainText('已送达')
  await told.click()
  await expect(page.getByText(/"text":"这件有货吗"/)).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
  await page.getByRole('button', { name: '重新发送' }).click()
  await expect.poll(() => receiver.got.length).toBe(3)

  await page.getByRole('main').getByText('关闭', { exact: true }).click()
  await expect(page.getByText('已关闭', { exact: true })).toBeVisible()
  await receiver.stop()
})

test('a webhook that was switched off by itself is seen on every page', async ({ shop, agent }) => {
  const { id } = await shop.api.post<{ id: string }>('/webhooks', {
    name: '仓库',
    url: 'https://warehouse.example/hook',
    events: ['message.created'],
  })
  const { page } = await agent(shop.owner)
  // Nothing comes through for a day: that is told by the server's stories, here by its answer.
  await page.route('**/api/v1/webhooks', async (route) => {
    const answer = await route.fetch()
    const list = (await answer.json()) as { items: { id: string }[] }
    const items = list.items.map((one) =>
      one.id === id ? { ...one, active: false, disabled_at: '2026-11-11T04:00:00.000Z' } : one,
    )
    await route.fulfill({ response: answer, json: { items } })
  })
  await page.goto(`${shop.server.origin}/desk`)
  await expect(page.getByText('推送“仓库”一整天没有送达，已自动关闭。')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
  await page.getByRole('link', { name: '去看看' }).click()
  await expect(page.getByRole('heading', { name: '仓库' })).toBeVisible()
  await expect(page.getByRole('button', { name: '保持关闭' })).toBeVisible()
  // The page would ask for the deliveries of what is gone.
  await page.close()
  await shop.api.request('DELETE', `/webhooks/${id}`)
})

test('what could not be sent waits for a decision, also on a phone', async ({ shop, agent }) => {
  const receiver = await Receiver.start()
  receiver.status = 500
  const webhook = await shop.api.post<{ id: string }>('/webhooks', {
    name: '报表',
    url: receiver.url,
    events: ['message.created'],
  })
  const { page } = await agent(shop.owner, { viewport: { width: 390, height: 844 } })
  await page.goto(`${shop.server.origin}/settings/outbox`)
  await expect(page.getByText('没有未送达的')).toBeVisible()

  await ask(shop, '送不出去')
  await expect.poll(() => receiver.got.length).toBeGreaterThan(0)
  // Switched off, what is tried next is given up.
  await shop.api.request('PATCH', `/webhooks/${webhook.id}`, { active: false })
  const letter = page.getByRole('listitem').filter({ hasText: 'message.created → 报表' })
  await expect(letter).toBeVisible({ timeout: 30_000 })
  expect(await barriers(page, 'light')).toEqual([])

  receiver.status = 200
  await shop.api.request('PATCH', `/webhooks/${webhook.id}`, { active: true })
  const before = receiver.got.length
  await page.getByRole('button', { name: '全部重试' }).click()
  await expect.poll(() => receiver.got.length).toBe(before + 1)
  await expect(page.getByText('没有未送达的')).toBeVisible({ timeout: 15_000 })
  await receiver.stop()
})

test('of what could not be sent one is tried again and another is let go', async ({
  shop,
  agent,
}) => {
  const receiver = await Receiver.start()
  receiver.status = 500
  const webhook = await shop.api.post<{ id: string }>('/webhooks', {
    name: '仓储',
    url: receiver.url,
    events: ['message.created'],
  })
  const path = `/webhooks/${webhook.id}`
  await ask(shop, '第一件')
  await ask(shop, '第二件')
  await expect.poll(() => receiver.got.length).toBeGreaterThan(1)
  await shop.api.request('PATCH', path, { active: false })
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/outbox`)
  const letters = page.getByRole('listitem').filter({ hasText: 'message.created → 仓储' })
  await expect(letters).toHaveCount(2, { timeout: 40_000 })

  receiver.status = 200
  await shop.api.request('PATCH', path, { active: true })
  const before = receiver.got.length
  await letters.first().getByRole('button', { name: '重试' }).click()
  await expect.poll(() => receiver.got.length).toBe(before + 1)
  await expect(letters).toHaveCount(1)

  // A word on what is lost for good, and no second delivery.
  await letters.getByRole('button', { name: '放弃' }).click()
  await expect(letters).toHaveCount(1)
  await letters.getByRole('button', { name: '再按一次确认' }).click()
  await expect(page.getByText('没有未送达的')).toBeVisible()
  expect(receiver.got).toHaveLength(before + 1)
  await receiver.stop()
  await shop.api.request('DELETE', path)
})
