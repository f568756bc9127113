import { ask, type Shop } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

const ASKED = '我的订单到哪了'

interface Waiting {
  id: string
  last_message: { preview: string }
}

/** A buyer who was told something. */
async function told(shop: Shop, asked: string, reply: string): Promise<void> {
  await ask(shop, asked)
  const { items } = await shop.api.get<{ items: Waiting[] }>('/conversations?view=queue')
  const { id } = items.find(({ last_message }) => last_message.preview === asked)!
  const body = { client_id: crypto.randomUUID(), kind: 'text', text: reply }
  await shop.api.post(`/conversations/${id}/messages`, body)
}

test('the owner has replies of the past suggested', async ({ shop, agent }) => {
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/bot`)
  const wanted = page.getByRole('switch', { name: '推荐以前的回复' })
  await expect(wanted).not.toBeChecked()
  await expect(page.getByText('单独出现的人名可能认不出来', { exact: false })).toBeVisible()
  await wanted.click()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存', { exact: true })).toBeVisible()
  await page.reload()
  await expect(wanted).toBeChecked()
  expect(await barriers(page, 'light')).toEqual([])
})

test('an agent takes what was replied before and fills in its blank', async ({ shop, agent }) => {
  await told(shop, ASKED, '您的订单44265219693已经到嘉兴了')
  await ask(shop, '订单到哪了呀')
  const mei = await agent(shop.mei)
  await mei.open('订单到哪了呀', '排队')
  const bar = mei.page.getByRole('region', { name: '推荐回答' })
  await expect(bar.getByText('以前这样回复过 1 位客户', { exact: false })).toBeVisible()
  await expect(bar.getByText('您的订单____已经到嘉兴了')).toBeVisible()
  expect(await barriers(mei.page, 'light')).toEqual([])
  await mei.field.focus()
  await mei.page.keyboard.press('Alt+Digit1')
  await expect(mei.field).toHaveValue('您的订单____已经到嘉兴了')

  // Sent in a hurry, it asks first; what is typed then stands in the blank.
  await mei.field.press('Enter')
  const asks = mei.page.getByRole('dialog', { name: '还有空没填' })
  await expect(asks.getByRole('button', { name: '去填写' })).toBeFocused()
  await mei.page.keyboard.press('Enter')
  await expect(asks).toBeHidden()
  await expect(mei.field).toBeFocused()
  await mei.page.keyboard.type('QY42')
  await expect(mei.field).toHaveValue('您的订单QY42已经到嘉兴了')
  await mei.field.press('Enter')
  await expect(mei.log.getByText('您的订单QY42已经到嘉兴了')).toBeVisible()
})

test('a blank goes out only when it is meant to', async ({ shop, agent }) => {
  await ask(shop, '请把这行字打印出来')
  const mei = await agent(shop.mei)
  await mei.open('请把这行字打印出来', '排队')
  await mei.field.fill('姓名：____')
  await mei.page.getByRole('button', { name: '发送', exact: true }).click()
  await mei.page.getByRole('button', { name: '照样发送' }).click()
  await expect(mei.log.getByText('姓名：____')).toBeVisible()
  await mei.note('问过仓库：____')
  await expect(mei.log.getByText('问过仓库：____')).toBeVisible()
})
