import type { Page } from '@playwright/test'
import { known } from '../house/knowledge'
import type { Shop } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

const QUESTION = '多久发货'
const ANSWER = '付款后四十八小时内发货。'

/** The bot answers first, and knows two things that are asked for with nearly the same words. */
async function prepare({ api, inboxId }: Shop): Promise<void> {
  // The first category is small talk, which counts apart.
  const phrasings = ['什么时候能发货']
  await known(api, QUESTION, [{ content: [ANSWER] }], { phrasings, category: 'shipping' })
  await known(api, '可以退货吗', [{ content: ['七天内可以退货。'] }])
  await known(api, '可以换货吗', [{ content: ['七天内可以换货。'] }])
  await known(api, '运费谁出', [{ content: ['质量问题我们出。'] }])
  const path = `/bot/settings/${inboxId}`
  const { version } = await api.get<{ version: number }>(path)
  await api.request('PUT', path, { settings: { mode: 'bot_first' }, version })
}

const figure = (page: Page, key: string) => page.locator(`[data-figure="${key}"]`)

test('what the bot did for buyers is counted, and each figure leads to them', async ({
  shop,
  agent,
  buyer,
}) => {
  const owner = await agent(shop.owner)
  const { page } = owner
  await test.step('before it has said anything, the page says so and where to begin', async () => {
    await page.goto(`${shop.server.origin}/knowledge`)
    await page.getByRole('button', { name: '更多操作' }).click()
    await page.getByRole('menuitem', { name: '机器人报表' }).click()
    await expect(page.getByText('这段时间里机器人没有说过话')).toBeVisible()
    await expect(page.getByRole('button', { name: '去设置机器人' })).toBeVisible()
    expect(await barriers(page, 'light')).toEqual([])
  })

  await prepare(shop)
  await test.step('one is answered and says that it helped', async () => {
    const lin = await buyer()
    await lin.openPanel()
    await lin.write(QUESTION)
    await expect(lin.panel.getByText(ANSWER)).toBeVisible()
    await lin.panel.getByRole('button', { name: '有帮助', exact: true }).click()
  })
  await test.step('one is asked back, and presses what was meant', async () => {
    const wang = await buyer()
    await wang.openPanel()
    await wang.write('可以换大一码的货吗')
    await wang.panel.getByRole('button', { name: '可以换货吗' }).click()
    await expect(wang.panel.getByText('七天内可以换货。')).toBeVisible()
  })
  await test.step('one asks for a person', async () => {
    const zhao = await buyer()
    await zhao.openPanel()
    await zhao.write('转人工')
    await expect(zhao.panel.getByText('转接', { exact: false })).toBeVisible()
  })

  await page.reload()
  await expect(page.getByRole('status').filter({ hasText: '机器人接待 3 个会话' })).toBeVisible()
  await expect(figure(page, 'alone')).toContainText('2 / 3')
  await expect(figure(page, 'net')).toContainText('2 / 3')
  await expect(figure(page, 'called_at_once')).toContainText('1 / 3')
  await expect(figure(page, 'answered')).toContainText('1 / 4')
  await expect(figure(page, 'recommended')).toContainText('1 / 4')
  await expect(figure(page, 'picked')).toContainText('1 / 1')
  await expect(figure(page, 'pressed')).toContainText('1 / 4')
  await expect(figure(page, 'left_to_people')).toContainText('1 / 4')
  await expect(figure(page, 'solved')).toContainText('1 / 2')
  expect(await barriers(page, 'light')).toEqual([])
  expect(await barriers(page, 'dark')).toEqual([])

  await test.step('what it counts is told, with the conversations behind it', async () => {
    await page.getByText('这些数字怎么算').first().click()
    await expect(page.getByText('独立接待 ÷', { exact: false })).toBeVisible()
    await figure(page, 'called_at_once').click()
    const dialog = page.getByRole('dialog', { name: '直接转人工' })
    await expect(dialog).toContainText('机器人什么都没答，第一句就叫客服的会话比例。')
    await expect(page).toHaveURL(/figure=called_at_once/)
    await expect(dialog.getByRole('link')).toHaveCount(1)
    expect(await barriers(page, 'light')).toEqual([])
    await dialog.getByRole('link').click()
    await expect(owner.log).toContainText('转人工')
    await page.goBack()
    await expect(dialog).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })
})

test('a report that was sent on opens as it was, in English too', async ({ shop, agent }) => {
  const { page } = await agent(shop.mei)
  await page.evaluate(() =>
    localStorage.setItem('zg.preferences', JSON.stringify({ locale: 'en' })),
  )
  await page.goto(`${shop.server.origin}/knowledge/report?days=30&figure=recommended`)
  const dialog = page.getByRole('dialog', { name: 'Asked back' })
  await expect(dialog).toContainText('asked which of a few questions was meant')
  await expect(dialog.getByRole('link')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: '30 days' })).toHaveAttribute('data-state', 'on')
  await expect(figure(page, 'net')).toHaveAccessibleDescription('Net self-service')
  expect(await barriers(page, 'light')).toEqual([])
})
