import { createHmac } from 'node:crypto'
import { Receiver } from '../house/receiver'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('buyers of another system are served on the desk', async ({ shop, agent }) => {
  test.slow()
  const receiver = await Receiver.start()
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/inboxes`)
  await page.getByRole('button', { name: '新建渠道' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('渠道名称').fill('微信小店')
  await dialog.getByText('其他系统', { exact: true }).click()
  await dialog.getByRole('button', { name: '新建渠道' }).click()

  await expect(page.getByRole('heading', { name: '微信小店' })).toBeVisible()
  const endpoint = (await page.getByText(/channels\/generic/).textContent())?.trim() ?? ''
  await page.getByRole('button', { name: '生成密钥' }).click()
  const shown = page.getByRole('status').filter({ hasText: '请现在复制保存' }).locator('code')
  const secret = (await shown.textContent())?.trim() ?? ''
  expect(await barriers(page, 'light')).toEqual([])

  await page.getByRole('link', { name: '新建回复推送' }).click()
  await dialog.getByLabel('名称').fill('微信小店的回复')
  await dialog.getByLabel('接收地址').fill(receiver.url)
  await dialog.getByRole('button', { name: '新建推送' }).click()
  await dialog.getByRole('button', { name: '已保存好' }).click()
  await expect(page.getByText('只通知“微信小店”里发生的事')).toBeVisible()

  const body = JSON.stringify({
    id: 'm-1',
    customer: { id: 'wx-1', name: '林小姐' },
    text: '包邮吗',
  })
  const now = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', secret).update(`${now}.${body}`).digest('hex')
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-zhanggui-timestamp': String(now),
      'x-zhanggui-signature': `sha256=${signature}`,
    },
    body,
  })
  expect(answer.status).toBe(201)

  const mei = await agent(shop.mei)
  await mei.open('包邮吗', '排队')
  await mei.reply('全国包邮')
  await expect.poll(() => receiver.got.length).toBe(1)
  expect(JSON.parse(receiver.got[0]?.body ?? '{}').data.message.text).toBe('全国包邮')
  await receiver.stop()
})
