import { Api } from '../house/api'
import type { Shop } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

const QUESTION = '有线下试衣间吗'

interface List {
  items: { id: string; questions: number }[]
}

/** Buyers who asked what the shop knows nothing of; each was served and gone. */
async function asked(shop: Shop, texts: string[], gathered: number): Promise<void> {
  for (const text of texts) {
    const buyer = new Api(shop.server.origin)
    await buyer.visit(shop.key, shop.site.url)
    await buyer.say(text)
  }
  const queue = await shop.api.get<{ items: { id: string }[] }>('/conversations?view=queue')
  for (const { id } of queue.items) await shop.api.post(`/conversations/${id}/solve`)
  const questions = async () => {
    const { items } = await shop.api.get<List>('/knowledge/candidates')
    return items.reduce((sum, one) => sum + one.questions, 0)
  }
  await expect.poll(questions, { timeout: 30_000 }).toBe(gathered)
}

test('what buyers asked in vain becomes an entry, and what does not matter is put away', async ({
  shop,
  agent,
}) => {
  test.slow()
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/knowledge/learn`)
  await expect(page.getByText('没有待学习的问题')).toBeVisible()
  await asked(shop, [QUESTION, `你们${QUESTION}`, '地铁站怎么走过去，电话13800138000'], 3)

  await page.goto(`${shop.server.origin}/knowledge`)
  await expect(page.getByRole('link', { name: '待学习 2' })).toBeVisible()
  await page.getByRole('link', { name: '待学习 2' }).click()
  const list = page.getByRole('listbox', { name: '待学习' })
  await expect(list.getByRole('option')).toHaveCount(2)
  await page.keyboard.press('j')
  const candidate = page.getByRole('article', { name: QUESTION })
  await expect(candidate.getByText('知识库里没有 2')).toBeVisible()
  await expect(candidate.getByRole('listitem')).toHaveCount(2)
  expect(await barriers(page, 'light')).toEqual([])

  await page.keyboard.press('j')
  await expect(page.getByText('电话138******00').first()).toBeVisible()
  await page.keyboard.press('x')
  await expect(list.getByRole('option')).toHaveCount(1)
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(list.getByRole('option')).toHaveCount(2)
  await page.keyboard.press('x')
  await expect(list.getByRole('option')).toHaveCount(1)

  await list.getByRole('option').filter({ hasText: QUESTION }).click()
  await page.keyboard.press('a')
  await page.keyboard.type('暂时没有门店，不合适七天内可以退。')
  await page.getByRole('button', { name: '保存并发布' }).click()
  await expect(page.getByText('没有待学习的问题')).toBeVisible()
  await page.getByRole('button', { name: '去看这条知识' }).click()
  await expect(page.getByLabel('答案 1 内容')).toHaveValue('暂时没有门店，不合适七天内可以退。')
  await expect(page.getByLabel('第 1 个问法')).toHaveValue(`你们${QUESTION}`)

  await page.goto(`${shop.server.origin}/knowledge/learn?state=dismissed`)
  await expect(list.getByRole('option')).toHaveCount(1)
  expect(await barriers(page, 'dark')).toEqual([])
})

test('an agent on a phone adds a question to the entry that is nearest', async ({
  shop,
  agent,
}) => {
  await asked(shop, ['大码到几号'], 1)
  const { items } = await shop.api.get<{ items: { id: string }[] }>('/knowledge/categories')
  const entry = await shop.api.post<{ id: string }>('/knowledge/entries', {
    category_id: items[0]!.id,
    title: '最大码是几号？',
    answers: [{ content: ['最大到 3XL。'] }],
  })
  await shop.api.post(`/knowledge/entries/${entry.id}/approve`)
  const { page } = await agent(shop.mei, { viewport: { width: 390, height: 844 } })
  await page.goto(`${shop.server.origin}/knowledge/learn`)
  await page.getByRole('option').filter({ hasText: '大码到几号' }).click()
  await expect(page.getByRole('link', { name: '最大码是几号？' })).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
  await page.getByRole('button', { name: '加为它的问法' }).click()
  await expect(page.getByText('已补充到“最大码是几号？”，等待审核')).toBeVisible()
})

test('entries that look alike are told apart or made one', async ({ shop, agent }) => {
  const { items } = await shop.api.get<{ items: { id: string }[] }>('/knowledge/categories')
  for (const title of ['多久发货', '运费多少', '可以开发票吗', '你们可以开发票吗']) {
    const entry = await shop.api.post<{ id: string }>('/knowledge/entries', {
      category_id: items[0]!.id,
      title,
      answers: [{ content: ['可以。'] }],
    })
    await shop.api.post(`/knowledge/entries/${entry.id}/approve`)
  }
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/knowledge`)
  await page.getByRole('button', { name: '相近的知识' }).click()
  const pair = page.getByRole('listitem').filter({ hasText: '你们可以开发票吗' })
  await expect(pair).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
  await pair.getByRole('button', { name: '不是重复' }).click()
  await expect(page.getByText('没有相近的知识')).toBeVisible()
  await page.getByRole('button', { name: '撤销' }).click()
  await pair.getByRole('button', { name: '保留“可以开发票吗”，把另一条并进来' }).click()
  await expect(page.getByText('“你们可以开发票吗”已并入“可以开发票吗”')).toBeVisible()
  await expect(page.getByText('没有相近的知识')).toBeVisible()
})
