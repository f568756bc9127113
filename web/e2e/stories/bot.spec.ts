import { known } from '../house/knowledge'
import { ask, type Shop } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

const QUESTION = '多久发货'
const ANSWER = '付款后四十八小时内发货。'

/** Lets the shop know one thing, and the bot be in this mode. */
async function prepare({ api, inboxId }: Shop, mode: string): Promise<void> {
  const { items } = await api.get<{ items: object[] }>('/knowledge/entries')
  const phrasings = ['什么时候能发货']
  if (!items.length)
    await known(api, QUESTION, [{ content: [ANSWER] }], { phrasings, category: 'shipping' })
  const path = `/bot/settings/${inboxId}`
  const { version } = await api.get<{ version: number }>(path)
  await api.request('PUT', path, { settings: { mode }, version })
}

test('the owner switches the bot on and tries it', async ({ shop, agent }) => {
  await prepare(shop, 'suggest_only')
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/bot`)
  await expect(page.getByRole('radio', { name: '只给客服推荐' })).toBeChecked()
  await page.getByRole('radio', { name: '机器人先答' }).check()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存', { exact: true })).toBeVisible()
  await page.getByLabel('客户的话').fill(QUESTION)
  await page.getByRole('button', { name: '试问' }).click()
  await expect(page.getByText('直接回答', { exact: true })).toBeVisible()
  await expect(page.getByText(ANSWER)).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
})

test('a buyer is answered, says that it helped, and finds the way to a person', async ({
  shop,
  agent,
  buyer,
}) => {
  await prepare(shop, 'bot_first')
  const lin = await buyer()
  await lin.openPanel()
  await lin.write(QUESTION)
  const answer = lin.panel.getByText(ANSWER)
  await expect(answer).toBeVisible()
  const thumb = lin.panel.getByRole('button', { name: '有帮助', exact: true })
  await thumb.click()
  await expect(thumb).toHaveAttribute('aria-pressed', 'true')
  await lin.panel.getByRole('button', { name: '转人工客服' }).click()
  await expect(lin.panel.getByText('您的留言已经记下', { exact: false })).toBeVisible()

  const mei = await agent(shop.mei)
  await mei.open('您的留言已经记下', '排队')
  await expect(mei.page.getByText('来自「多久发货」')).toBeVisible()
  await expect(mei.page.getByText('客户觉得有帮助')).toBeVisible()
  await expect(mei.page.getByText('转人工：客户点了转人工')).toBeVisible()
})

test('an agent takes a suggestion with one key', async ({ shop, agent }) => {
  await prepare(shop, 'suggest_only')
  await ask(shop, '什么时候能发货')
  const mei = await agent(shop.mei)
  await mei.open('什么时候能发货', '排队')
  const bar = mei.page.getByRole('region', { name: '推荐回答' })
  await expect(bar.getByText(ANSWER)).toBeVisible()
  await mei.field.focus()
  await mei.page.keyboard.press('Alt+Digit1')
  await expect(mei.field).toHaveValue(ANSWER)
  await mei.page.keyboard.press('Escape')
  await expect(bar).toBeHidden()
  await mei.field.press('Enter')
  await expect(mei.log.getByText(ANSWER)).toBeVisible()
})
