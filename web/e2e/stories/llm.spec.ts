import type { Page } from '@playwright/test'
import { Model } from '../house/model'
import { ask, type Shop } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

const QUESTION = '多久发货'
const ANSWER = '付款后四十八小时内发货。'

let model: Model
test.beforeAll(async () => {
  model = await Model.start()
})
test.afterAll(() => model.stop())
test.beforeEach(() => {
  model.words = '亲，付款后四十八小时内发货[1]。'
  model.stalls = false
})

/** Lets the shop know one thing and ask this model. */
async function prepare({ api }: Shop): Promise<void> {
  const known = await api.get<{ items: object[] }>('/knowledge/entries')
  if (!known.items.length) {
    const { items } = await api.get<{ items: { id: string }[] }>('/knowledge/categories')
    const entry = await api.post<{ id: string }>('/knowledge/entries', {
      category_id: items[0]!.id,
      title: QUESTION,
      answers: [{ content: [ANSWER] }],
    })
    await api.post(`/knowledge/entries/${entry.id}/approve`, {})
  }
  await api.request('PUT', '/llm/settings', {
    enabled: true,
    address: model.url,
    model: model.name,
    api_key: model.key,
    time_box_seconds: 20,
    monthly_tokens: 100_000,
    abilities: ['draft', 'rewrite', 'summary', 'translate', 'classify'],
  })
}

/** Two tags, of which one is a reason for closing that everybody is asked for. */
async function tag({ api }: Shop): Promise<void> {
  const root = await api.post<{ id: string }>('/tags', { parent_id: null, name: '结束原因' })
  await api.post('/tags', { parent_id: root.id, name: '已解答' })
  await api.post('/tags', { parent_id: null, name: '物流' })
  await api.request('PUT', '/closing_reasons', { policy: 'required', root_id: root.id })
}

const bar = (page: Page) => page.getByRole('region', { name: 'AI 助手' })

async function choose(page: Page, job: string): Promise<void> {
  await page.getByRole('button', { name: 'AI 助手' }).click()
  await page.getByRole('menuitem', { name: job }).click()
}

test('the owner switches a model on and tries it', async ({ shop, agent }) => {
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/llm`)
  await page.getByLabel('接口地址').fill(model.url)
  await page.getByLabel('模型名称').fill(model.name)
  await page.getByLabel('密钥', { exact: true }).fill('sk-mistyped')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存；留空表示不变')).toBeVisible()
  await page.getByRole('button', { name: '测试' }).click()
  await expect(page.getByText('密钥不对，或没有权限')).toBeVisible()
  await expect(page.getByText('对方说：wrong key')).toBeVisible()

  await page.getByLabel('密钥', { exact: true }).fill(model.key)
  await page.getByRole('switch', { name: '启用' }).click()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('button', { name: '保存' })).toBeDisabled()
  await page.getByRole('button', { name: '测试' }).click()
  await expect(page.getByText('连接正常', { exact: false })).toBeVisible()
  await expect(page.getByText('共 2 次')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
})

test('an agent drafts from knowledge, looks at the source and sends it', async ({
  shop,
  agent,
}) => {
  await prepare(shop)
  await ask(shop, QUESTION)
  const mei = await agent(shop.mei)
  const { page } = mei
  await mei.open(QUESTION, '排队')
  await mei.field.fill('马上')
  await page.keyboard.press('Alt+Digit4')
  const draft = '亲，付款后四十八小时内发货。'
  await expect(mei.field).toHaveValue(draft)
  await expect(mei.field).toBeFocused()
  expect(JSON.parse(model.asked.at(-1)!.data)).toMatchObject({ begun: '马上' })
  expect(await barriers(page, 'light')).toEqual([])

  await test.step('one key puts back what was typed', async () => {
    await page.keyboard.press('ControlOrMeta+z')
    await expect(mei.field).toHaveValue('马上')
    await expect(bar(page)).toBeHidden()
    await choose(page, '按知识库起草回复')
    await expect(mei.field).toHaveValue(draft)
  })

  await test.step('the source opens beside the draft', async () => {
    const opened = page.context().waitForEvent('page')
    await bar(page)
      .getByRole('link', { name: `[1] ${QUESTION}` })
      .click()
    const source = await opened
    await expect(source.getByText(ANSWER).first()).toBeVisible()
    await source.close()
  })

  await mei.field.press('Enter')
  await expect(mei.log.getByText(draft)).toBeVisible()
  await expect(bar(page)).toBeHidden()
})

test('what fails or is stopped leaves the typed words alone', async ({ shop, agent }) => {
  await prepare(shop)
  await ask(shop, '可以便宜点吗')
  const mei = await agent(shop.mei)
  const { page } = mei
  await mei.open('可以便宜点吗', '排队')
  await mei.field.fill('不行')

  model.words = null
  await choose(page, '改得更亲切')
  await expect(bar(page).getByText('模型服务出错了，请稍后再试')).toBeVisible()
  await expect(mei.field).toHaveValue('不行')

  model.words = '亲亲，真的没办法再'
  model.stalls = true
  await bar(page).getByRole('button', { name: '重试' }).click()
  await expect(mei.field).toHaveValue(/^亲亲/)
  await page.keyboard.press('Escape')
  await expect(mei.field).toHaveValue('不行')
  await expect(bar(page)).toBeHidden()

  model.words = '亲亲，真的没办法再便宜啦~'
  model.stalls = false
  await choose(page, '改得更亲切')
  await expect(mei.field).toHaveValue('亲亲，真的没办法再便宜啦~')
})

test('a conversation is summed up as a note, a buyer’s words are translated', async ({
  shop,
  agent,
}) => {
  await prepare(shop)
  await ask(shop, 'When will my quilt arrive?')
  const mei = await agent(shop.mei)
  const { page } = mei
  await mei.open('When will my quilt arrive?', '排队')

  model.words = '我的被子什么时候到？'
  const message = mei.log.getByRole('article').filter({ hasText: 'When will my quilt arrive?' })
  await message.hover()
  await message.getByRole('button', { name: '消息操作' }).click()
  await page.getByRole('menuitem', { name: '翻译' }).click()
  await expect(message.getByText('我的被子什么时候到？')).toBeVisible()

  model.words = '客户问被子何时到货，还没有答复。'
  await choose(page, '总结成备注')
  const note = page.getByLabel('写备注')
  await expect(note).toHaveValue(model.words)
  expect(await barriers(page, 'light')).toEqual([])
  await note.press('Enter')
  await expect(mei.log.getByText(model.words)).toBeVisible()

  await test.step('what it is about is proposed, and set by the agent', async () => {
    model.words = '{"stage": "after_sale", "touchpoint": "parcel"}'
    await choose(page, '判断阶段和触点')
    await bar(page).getByRole('button', { name: '采用' }).click()
    await expect(page.getByRole('button', { name: /^售后 · / })).toBeVisible()
  })
})

test('tags are proposed where they are put on, and put on by the agent', async ({
  shop,
  agent,
}) => {
  await prepare(shop)
  await tag(shop)
  await ask(shop, '快递到哪了')
  const mei = await agent(shop.mei)
  const { page } = mei
  await mei.open('快递到哪了', '排队')
  // Somebody who waited long is offered an apology above the reply box, by the same key: the innermost has it.
  const since = new Date().toISOString()
  await page.route(/\/conversations\/[^/]+\/apology$/, (route) =>
    route.fulfill({ json: { text: '让您久等了', waiting_since: since, offline: true } }),
  )
  await page.reload()
  await expect(page.getByRole('region', { name: '先道个歉' })).toBeVisible()
  const proposed = (menu: string, name: string) =>
    page.getByRole('dialog', { name: menu }).getByRole('button', { name })
  const worn = page.getByRole('region', { name: '标签', exact: true })

  await test.step('by keys, while tags are chosen', async () => {
    model.words = '{"tags": ["物流", "大客户"]}'
    await mei.log.focus()
    await page.keyboard.press('l')
    await expect(proposed('会话标签', '让 AI 建议标签')).toBeVisible()
    await page.keyboard.press('Alt+Digit0')
    await expect(proposed('会话标签', '物流')).toHaveAttribute('aria-pressed', 'false')
    await expect(mei.field).toHaveValue('')
    expect(JSON.parse(model.asked.at(-1)!.data)).toMatchObject({
      tags: ['物流', '结束原因', '结束原因 / 已解答'],
    })
    expect(await barriers(page, 'light')).toEqual([])
    await page.keyboard.press('Alt+Digit1')
    await expect(proposed('会话标签', '物流')).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.press('Escape')
    await expect(worn.getByText('物流')).toBeVisible()
    await page.keyboard.press('Alt+Digit0')
    await expect(mei.field).toHaveValue(/让您久等了/)
    await mei.field.fill('')
  })

  await test.step('what fails says so, and is asked again', async () => {
    model.words = '这个会话是关于物流的'
    await mei.log.focus()
    await page.keyboard.press('l')
    await expect(proposed('会话标签', '让 AI 建议标签')).toBeVisible()
    await page.keyboard.press('Alt+Digit0')
    const menu = page.getByRole('dialog', { name: '会话标签' })
    await expect(menu.getByText('模型的判断看不懂，请再试一次')).toBeVisible()
    model.words = '{"tags": []}'
    await menu.getByRole('button', { name: '重试' }).click()
    await expect(menu.getByText('没有合适的标签')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(menu).toBeHidden()
  })

  await test.step('as the reason for which it is closed', async () => {
    model.words = '{"tags": ["已解答"]}'
    await mei.log.focus()
    await page.keyboard.press('e')
    await expect(proposed('为什么结束会话？', '让 AI 建议原因')).toBeVisible()
    await page.keyboard.press('Alt+Digit0')
    await proposed('为什么结束会话？', '已解答').click()
    await expect(page.getByText('已解决', { exact: false }).first()).toBeVisible()
  })
})
