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

  async function handIn(id: string, text: string, more: object = {}): Promise<number> {
    const customer = { id: 'wx-1', name: '林小姐' }
    const body = JSON.stringify({ id, customer, text, ...more })
    const now = Math.floor(Date.now() / 1000)
    const signature = createHmac('sha256', secret).update(`${now}.${body}`).digest('hex')
    const headers = {
      'content-type': 'application/json',
      'x-zhanggui-timestamp': String(now),
      'x-zhanggui-signature': `sha256=${signature}`,
    }
    return (await fetch(endpoint, { method: 'POST', headers, body })).status
  }
  expect(await handIn('m-1', '包邮吗')).toBe(201)

  const mei = await agent(shop.mei)
  await mei.open('包邮吗', '排队')
  await mei.reply('全国包邮')
  await expect.poll(() => receiver.got.length).toBe(1)
  expect(JSON.parse(receiver.got[0]?.body ?? '{}').data.message.text).toBe('全国包邮')

  // What a machine of the other side says is shown for what it is, and waits for nothing.
  expect(await handIn('m-2', '我在开会，稍后回复您', { automated: true })).toBe(201)
  const machine = mei.log.getByRole('article', { name: /对方自动回复/ })
  await expect(machine).toContainText('我在开会，稍后回复您')

  // Beside a long name there is no room for the inbox's: the customer's is whole, or cut for nothing but the row's end.
  const long = { customer: { id: 'wx-2', name: '住在三楼东边那户爱问尺码的林小姐和她先生' } }
  expect(await handIn('m-9', '尺码准吗', long)).toBe(201)
  const places = async () => {
    const row = mei.page.locator('.row').filter({ hasText: '尺码准吗' })
    return row.evaluate((element) => {
      const box = (part: string) => element.querySelector(part)!.getBoundingClientRect()
      return { first: box('.first'), name: box('.name'), inbox: box('.inbox') }
    })
  }
  await mei.view('排队')
  await expect.poll(async () => (await places()).name.width).toBeGreaterThan(100)
  const { first, name, inbox } = await places()
  expect(inbox.top).toBeGreaterThanOrEqual(first.bottom)
  expect(name.right).toBeLessThanOrEqual(first.right + 1)
  await receiver.stop()
})
