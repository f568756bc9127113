import type { Page } from '@playwright/test'
import { Api } from '../house/api'
import { expect, test } from '../test'

const MARKUP = '<img src=x onerror="document.body.dataset.harm=1">'

test('markup is text wherever it is shown', async ({ shop, agent, buyer }) => {
  const lin = await buyer()
  await lin.ask(MARKUP)
  const { items } = await shop.api.get<{ items: { id: string }[] }>('/customers')
  await shop.api.request('PATCH', `/customers/${items[0]!.id}`, { name: MARKUP })
  const mei = await agent(shop.mei)
  await mei.view('排队')
  const row = mei.row(MARKUP)
  await expect(row.getByText(MARKUP)).toHaveCount(2)
  await row.click()
  await expect(mei.log.getByText(MARKUP)).toBeVisible()
  await mei.reply(MARKUP)
  await expect(lin.log.getByText(MARKUP)).toHaveCount(2)
  await unharmed(mei.page)
  expect(await lin.panel.evaluate(() => document.body.dataset['harm'])).toBeUndefined()

  await mei.page.goto(`${shop.server.origin}/search?q=onerror`)
  await expect(mei.page.locator('[data-result]').first()).toContainText(MARKUP)
  await unharmed(mei.page)
})

test('markup in the name of a shop is text in every title', async ({ shop, buyer }) => {
  await shop.api.request('PATCH', '/shop', { name: MARKUP })
  const lin = await buyer()
  await lin.openPanel()
  await expect(lin.panel.getByRole('heading', { name: MARKUP })).toBeVisible()
  expect(await lin.panel.title()).toBe(MARKUP)
  expect(await lin.panel.evaluate(() => document.body.dataset['harm'])).toBeUndefined()
})

test('a page that calls itself by markup is named as text', async ({ shop, agent }) => {
  const visitor = new Api(shop.server.origin)
  await visitor.visit(shop.key, shop.site.url, MARKUP)
  await visitor.say('我在看这个页面')
  const mei = await agent(shop.mei)
  await mei.open('我在看这个页面')
  await expect(mei.page.getByText(MARKUP).first()).toBeVisible()
  await unharmed(mei.page)
})

async function unharmed(page: Page) {
  expect(await page.evaluate(() => document.body.dataset['harm'])).toBeUndefined()
  await expect(page.locator('img[src=x]')).toHaveCount(0)
}
