import type { BrowserContextOptions } from '@playwright/test'
import { known, type Entry } from '../house/knowledge'
import type { Account, Shop } from '../house/shop'
import { Assist, BESIDE } from '../people/assist'
import { barriers } from '../people/inspector'
import { expect, test as base } from '../test'

interface Sitting {
  /** The entry that most stories ask for. */
  shipping: Entry
  assist(account: Account, options?: BrowserContextOptions): Promise<Assist>
}

const ANSWER = '付款后四十八小时内发货。'
const PRE_SALE = '现在拍下，四十八小时内发货。'

const test = base.extend<Sitting>({
  shipping: [async ({ shop }, use) => use(await teach(shop)), { auto: true }],
  assist: async ({ shop, newContext, expectTrouble }, use) => {
    // Whoever comes for the first time is not signed in.
    expectTrouble(/status of 401/)
    await use(async (account, options) => {
      const context = await newContext({ viewport: BESIDE, ...options })
      return Assist.open(context, shop.server.origin, account)
    })
  },
})

const taught = new WeakMap<Shop, Entry>()

async function teach(shop: Shop): Promise<Entry> {
  const before = taught.get(shop)
  if (before) return before
  const { api } = shop
  const courier = await known(api, '发什么快递', [{ content: ['默认发中通。'] }])
  const shipping = await known(
    api,
    '多久发货',
    [
      {
        content: [ANSWER, '四十八小时之内就给您发出哦。'],
        buttons: [{ label: '用哪家快递', entry_id: courier.id }],
      },
      { content: [PRE_SALE], conditions: { stages: ['pre_sale'] } },
    ],
    { phrasings: ['什么时候能发货'] },
  )
  await known(api, 'Do you ship abroad?', [{ content: ['We ship to forty countries.'] }])
  taught.set(shop, shipping)
  return shipping
}

test('an agent signs in on the way, pastes a buyer’s words and copies the answer', async ({
  shop,
  shipping,
  assist,
}) => {
  const panel = await assist(shop.mei)
  const { page, answers } = panel
  await expect(page).toHaveURL(/\/assist$/)
  await panel.paste('什么时候能发货')
  await expect(answers.getByText(ANSWER)).toBeVisible()
  await panel.answered()
  await page.keyboard.press('1')
  await expect(answers.getByRole('button', { name: '已复制' })).toBeVisible()
  expect(await panel.clipboard()).toBe(ANSWER)
  await expect(answers.getByRole('link', { name: '多久发货' })).toHaveAttribute(
    'href',
    `/knowledge/${shipping.id}`,
  )
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(BESIDE.width)
  expect(await barriers(page, 'light')).toEqual([])

  await answers.getByRole('button', { name: '换个说法' }).click()
  await page.keyboard.press('1')
  await expect.poll(() => panel.clipboard()).toBe('四十八小时之内就给您发出哦。')
  await answers.getByRole('button', { name: '用哪家快递' }).click()
  await expect(answers.getByText('默认发中通。')).toBeVisible()
  await expect(panel.field).toHaveValue('发什么快递')

  await panel.paste('do you ship abroad')
  await expect(answers.getByText('We ship to forty countries.')).toBeVisible()
})

test('everything is done by keys, and words that were understood become a phrasing', async ({
  shop,
  shipping,
  assist,
}) => {
  const panel = await assist(shop.mei)
  const { page, field, answers } = panel
  await page.keyboard.type('多久发货')
  await page.keyboard.press('Enter')
  await expect(answers.getByText(ANSWER)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect.poll(() => panel.clipboard()).toBe(ANSWER)

  await page.keyboard.type('几时能把多久发货的货发出来')
  await expect(field).toHaveValue('几时能把多久发货的货发出来')
  await page.keyboard.press('Enter')
  await panel.answered()
  await page.keyboard.press('Shift+Digit1')
  await expect(page.getByText('已提交到「多久发货」')).toBeVisible()
  await expect(answers.getByRole('button', { name: '已记为问法' })).toBeDisabled()
  const path = `/knowledge/entries/${shipping.id}`
  const { proposals } = await shop.api.get<{ proposals: { text: string }[] }>(path)
  expect(proposals.map(({ text }) => text)).toEqual(['几时能把多久发货的货发出来'])

  await page.keyboard.press('ArrowUp')
  await expect(field).toHaveValue('多久发货')
  await expect(field).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(field).toHaveValue('')
  await page.keyboard.type('12')
  await expect(field).toHaveValue('12')
  await page.keyboard.press('Alt+Digit1')
  await expect.poll(() => panel.clipboard()).toBe(ANSWER)
})

test('product and stage choose among answers and are kept; questions are not', async ({
  shop,
  assist,
}) => {
  const { page, field, answers } = await assist(shop.mei)
  await page.getByLabel('购买阶段').selectOption('售前')
  await field.fill('多久发货')
  await page.getByRole('button', { name: '查答案' }).click()
  await expect(answers.getByText(PRE_SALE)).toBeVisible()
  await expect(answers.getByText('售前')).toBeVisible()
  await page.getByLabel('购买阶段').selectOption('不限阶段')
  await expect(answers.getByText(ANSWER)).toBeVisible()
  await page.getByLabel('商品编码').fill('SH-1024')
  await page.getByLabel('商品编码').press('Enter')

  await page.reload()
  await expect(page.getByLabel('商品编码')).toHaveValue('SH-1024')
  await expect(field).toHaveValue('')
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
  expect(kept).not.toContain('发货')
})

test('what nobody has answered becomes a draft, and dark is as readable', async ({
  shop,
  assist,
}) => {
  const panel = await assist(shop.mei, { colorScheme: 'dark' })
  const { page, answers } = panel
  await panel.paste('老板今年贵庚')
  await expect(answers.getByRole('status').first()).toContainText(/没有/)
  expect(await barriers(page, 'dark')).toEqual([])
  await answers.getByRole('button', { name: '记成新知识' }).click()
  await answers.getByRole('link', { name: '打开草稿' }).click()
  const entries = await shop.api.get<{ items: { title: string; state: string }[] }>(
    '/knowledge/entries?state=draft',
  )
  expect(entries.items.map(({ title }) => title)).toEqual(['老板今年贵庚'])
})

test('a size is advised by the shop’s chart, in the buyer’s language', async ({ shop, assist }) => {
  const anybody = { from: null, to: null }
  await shop.api.post('/size_charts', {
    name: '通用尺码',
    is_default: true,
    tables: [
      { measures: ['height', 'weight'], rules: [{ size: 'M', ranges: [anybody, anybody] }] },
    ],
  })
  const panel = await assist(shop.mei)
  await panel.paste('165 55公斤穿多大')
  await expect(panel.answers.getByText('推荐 M 码')).toBeVisible()
  await expect(panel.answers.getByRole('link', { name: '通用尺码' })).toBeVisible()
  await panel.answered()
  await panel.rests()
  await panel.page.keyboard.press('1')
  await expect.poll(() => panel.clipboard()).toContain('推荐 M 码')
  await panel.paste('I am 5\'5" and 120 lb')
  await expect(panel.answers.getByText('we recommend M')).toBeVisible()
})

test('the chart of a product is found by words of its title, and shown whole', async ({
  shop,
  assist,
}) => {
  const rules = [
    { size: 'S', ranges: [{ from: null, to: 1600 }] },
    { size: 'L', ranges: [{ from: 1600, to: null }] },
  ]
  const tables = [{ measures: ['height'], rules }]
  await shop.api.post('/size_charts', { name: '连衣裙', title_words: ['连衣裙'], tables })
  const panel = await assist(shop.mei)
  // Words that ask for a size lead there without a measure: what is missing is what to ask.
  await panel.paste('这条碎花连衣裙穿多大合适？')
  await expect(panel.answers.getByRole('link', { name: '连衣裙' })).toBeVisible()
  await expect(panel.answers.getByText(/身高/).first()).toBeVisible()
  // What the product is called stays set; words of its title will do.
  await panel.page.getByLabel('商品编码或名称').fill('法式碎花连衣裙')
  await panel.page.getByLabel('商品编码或名称').press('Enter')
  // What is pasted outside of a field is what a buyer says.
  await panel.page.getByLabel('商品编码或名称').blur()
  await panel.paste('我155穿什么码')
  await expect(panel.answers.getByText('推荐 S 码')).toBeVisible()
  await panel.answers.getByText('看整张尺码表').click()
  await expect(panel.answers.getByRole('cell', { name: 'L' })).toBeVisible()
  expect(await barriers(panel.page, 'light')).toEqual([])
})
