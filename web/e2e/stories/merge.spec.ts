import { Api } from '../house/api'
import type { Shop } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

interface Row {
  id: string
  number: number
  customer: { id: string }
}

/** The newest conversation of all. */
async function newest(shop: Shop): Promise<Row> {
  const { items } = await shop.api.get<{ items: Row[] }>('/conversations?view=all')
  return items.toSorted((a, b) => b.number - a.number)[0]!
}

/** What somebody reads in their widget. */
async function read(visitor: Api): Promise<string[]> {
  const { items } = await visitor.get<{ items: { text: string }[] }>('/widget/messages')
  return items.map(({ text }) => text)
}

test('two matters become two conversations, and one again', async ({ shop, agent, buyer }) => {
  const lin = await buyer()
  await lin.ask('裙子什么时候发货')
  await lin.write('另外上次的外套想退')
  await expect(lin.log).toContainText('另外上次的外套想退')
  const mei = await agent(shop.mei)
  await mei.open('另外上次的外套想退')
  const whole = await newest(shop)

  const bubble = mei.log.getByRole('article').filter({ hasText: '另外上次的外套想退' })
  await bubble.hover()
  await bubble.getByRole('button', { name: '消息操作' }).click()
  await mei.page.getByRole('menuitem', { name: '从这条起拆成新会话' }).click()
  const splitting = mei.page.getByRole('dialog', { name: '拆成新会话' })
  expect(await barriers(mei.page, 'light')).toEqual([])
  await splitting.getByRole('button', { name: '拆分' }).click()
  await expect(splitting).toBeHidden()
  await expect(mei.page.getByText(/已拆成新会话/)).toBeVisible()
  await expect(mei.log).not.toContainText('裙子什么时候发货')
  await expect(mei.row('裙子什么时候发货')).toBeVisible()

  const part = await newest(shop)
  await mei.page.getByRole('button', { name: '更多操作' }).click()
  await mei.page.getByRole('menuitem', { name: '合并会话' }).click()
  const merging = mei.page.getByRole('dialog', { name: '合并会话' })
  await expect(merging.getByText('裙子什么时候发货').first()).toBeVisible()
  expect(await barriers(mei.page, 'light')).toEqual([])
  await merging.getByRole('button', { name: '合并', exact: true }).click()
  await expect(merging).toBeHidden()
  await expect(mei.log).toContainText('裙子什么时候发货')
  await expect(mei.log).toContainText('另外上次的外套想退')
  await expect(mei.log).toContainText(`把会话 #${part.number} 合并进来`)

  // An old link leads to where the messages are.
  await mei.page.goto(`${mei.origin}/desk/all/${part.id}`)
  await expect(mei.page).toHaveURL(new RegExp(whole.id))
  await expect(mei.log).toContainText('裙子什么时候发货')
  await lin.write('吊牌还在')
  await expect(mei.log).toContainText('吊牌还在')
  await expect(lin.log).toContainText('裙子什么时候发货')
})

test('a merge is undone at once', async ({ shop, agent, buyer }) => {
  const lin = await buyer()
  await lin.ask('先问这个')
  await lin.write('再问那个')
  await expect(lin.log).toContainText('再问那个')
  const whole = await newest(shop)
  const { items } = await shop.api.get<{ items: { id: string; text: string }[] }>(
    `/conversations/${whole.id}/messages`,
  )
  const from = items.find(({ text }) => text === '再问那个')!.id
  await shop.api.post(`/conversations/${whole.id}/split`, { from_message_id: from })
  const mei = await agent(shop.mei)
  await mei.open('再问那个')
  await mei.page.getByRole('button', { name: '更多操作' }).click()
  await mei.page.getByRole('menuitem', { name: '合并会话' }).click()
  const merging = mei.page.getByRole('dialog', { name: '合并会话' })
  await merging.getByRole('button', { name: '合并', exact: true }).click()
  await expect(merging).toBeHidden()
  await expect(mei.log).toContainText('先问这个')
  await mei.page.getByRole('button', { name: '撤销' }).click()
  await expect(mei.page.getByText('已恢复成原来的两个会话')).toBeVisible()
  await expect(mei.log).toContainText('再问那个')
  await expect(mei.log).not.toContainText('先问这个')
  await expect(mei.row('先问这个')).toBeVisible()
})

test('of two inboxes it is said where replies go', async ({ shop, agent }) => {
  const club = await shop.api.post<{ id: string; public_key: string }>('/inboxes', {
    name: '会员小店',
  })
  const lin: Api[] = []
  for (const [id, key] of [
    [shop.inboxId, shop.key],
    [club.id, club.public_key],
  ] as const) {
    const path = `/inboxes/${id}/identity_secret`
    const { secret } = await shop.api.post<{ secret: string }>(path)
    const visitor = new Api(shop.server.origin)
    await visitor.visitAs(key, secret, 'u-1', '林小姐')
    lin.push(visitor)
  }
  await lin[0]!.say('网店买的鞋什么时候到')
  await lin[1]!.say('会员小店也问一下')
  const mei = await agent(shop.mei)
  await mei.open('会员小店也问一下')
  await mei.page.getByRole('button', { name: '更多操作' }).click()
  await mei.page.getByRole('menuitem', { name: '合并会话' }).click()
  const merging = mei.page.getByRole('dialog', { name: '合并会话' })
  const where = merging.getByRole('group', { name: '合并后在哪里回复' })
  await expect(where.getByLabel(/会员小店/)).toBeChecked()
  await expect(where).toContainText('客户最后在这里说话')
  await expect(merging).toContainText('回复只发到「会员小店」')
  expect(await barriers(mei.page, 'light')).toEqual([])
  await merging.getByRole('button', { name: '合并', exact: true }).click()
  await expect(merging).toBeHidden()
  await expect(mei.log).toContainText('网店买的鞋什么时候到')
  await expect(mei.log).toContainText(/把「.+」的会话 #\d+ 合并进来/)
  await mei.reply('鞋明天到，小店照常')
  await expect(mei.log).toContainText('鞋明天到，小店照常')
  await expect.poll(() => read(lin[1]!)).toEqual(['会员小店也问一下', '鞋明天到，小店照常'])
  expect(await read(lin[0]!)).toEqual(['网店买的鞋什么时候到'])
})
