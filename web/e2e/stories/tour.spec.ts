import type { Page } from '@playwright/test'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

const step = (page: Page, name: string) => page.getByRole('heading', { level: 2, name })
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

test('eight steps by the desk’s own keys earn a star, and nothing is sent', async ({
  shop,
  agent,
}) => {
  const { page } = await agent(shop.mei)
  await page.getByRole('complementary', { name: '练习接待台' }).getByRole('link').click()
  await expect(step(page, '看下一位客户')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
  const sent: string[] = []
  page.on('request', (request) => {
    // That somebody is at the desk is true in practice too.
    if (request.method() !== 'GET' && !request.url().endsWith('/me/activity'))
      sent.push(`${request.method()} ${request.url()}`)
  })
  const press = (key: string) => page.keyboard.press(key)
  const field = page.getByLabel('写回复')

  await press('e')
  await expect(page.getByText('您按的是 E（结束会话），这一步请按 J。')).toBeVisible()
  await press('j')
  await expect(step(page, '回到上一位')).toBeVisible()
  // Whoever leaves goes on where they were.
  await page.reload()
  await expect(step(page, '回到上一位')).toBeVisible()
  await press('k')
  await expect(step(page, '回复客户')).toBeVisible()
  await press('r')
  await field.pressSequentially('今天就发')
  await press('Enter')
  await expect(page.getByRole('log')).toContainText('今天就发')
  await expect(step(page, '用快捷回复')).toBeVisible()
  await press('r')
  await field.pressSequentially('/')
  await expect(page.getByRole('listbox', { name: '快捷回复' })).toBeVisible()
  await press('Enter')
  await expect(field).toHaveValue(/下午四点/)
  await press('Enter')
  await expect(step(page, '写一条备注')).toBeVisible()
  await press('n')
  await page.getByLabel('写备注').pressSequentially('已转仓库')
  await press('Enter')
  await expect(step(page, '打一个标签')).toBeVisible()
  await press('l')
  await expect(page.getByRole('textbox', { name: /^找标签/ })).toBeFocused()
  await press('Enter')
  await press('Escape')
  await expect(step(page, '稍后处理')).toBeVisible()
  await press('s')
  await expect(page.getByRole('dialog', { name: '稍后处理' })).toBeVisible()
  await press('Enter')
  await expect(step(page, '结束会话')).toBeVisible()
  await press('e')

  await expect(step(page, '出师！')).toBeVisible()
  await expect(page.getByText(/只按错 1 次/)).toBeVisible()
  await expect
    .poll(() => sent.map((one) => one.replace(/ .*\/api/, ' /api')))
    .toEqual(['PATCH /api/v1/me'])
  expect(await barriers(page, 'light')).toEqual([])

  // On the desk it is offered no more, and leads see the star.
  await page.getByRole('link', { name: '去接待台' }).click()
  await expect(page.getByRole('navigation', { name: '视图' })).toBeVisible()
  await expect(page.getByRole('complementary', { name: '练习接待台' })).toBeHidden()
  const { page: owners } = await agent(shop.owner)
  await owners.goto(`${shop.server.origin}/settings/staff`)
  const mei = owners.getByRole('listitem').filter({ hasText: '小美' })
  await expect(mei.getByRole('img', { name: '已出师：练完了接待台' })).toBeVisible()
  const jun = owners.getByRole('listitem').filter({ hasText: '小军' })
  await expect(jun.getByRole('img', { name: '已出师：练完了接待台' })).toHaveCount(0)
})

test('a phone is tapped, what is skipped is owed, and the offer is put away for good', async ({
  shop,
  agent,
}) => {
  const { page } = await agent(shop.jun, phone)
  const offer = page.getByRole('complementary', { name: '练习接待台' })
  await offer.getByRole('button', { name: '不用了' }).click()
  await expect(offer).toBeHidden()
  await page.reload()
  await expect(page.getByRole('navigation', { name: '视图' })).toBeVisible()
  await expect(offer).toBeHidden()

  await page.goto(`${shop.server.origin}/tour`)
  await expect(page.getByText('点列表里的第二位客户。')).toBeVisible()
  await page.getByRole('option', { name: /何远/ }).tap()
  await expect(step(page, '回到上一位')).toBeVisible()
  await page.getByRole('option', { name: /周小棠/ }).tap()
  await expect(step(page, '回复客户')).toBeVisible()
  await page.getByLabel('写回复').fill('好的')
  await page.getByRole('button', { name: '发送' }).tap()
  await expect(step(page, '用快捷回复')).toBeVisible()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(390)
  for (const name of ['写一条备注', '打一个标签', '稍后处理', '结束会话']) {
    await page.getByRole('button', { name: '跳过' }).tap()
    await expect(step(page, name)).toBeVisible()
  }
  await page.getByRole('button', { name: '结束会话' }).tap()
  await expect(step(page, '就差一点')).toBeVisible()
  await page.getByRole('button', { name: '补上跳过的' }).tap()
  await expect(step(page, '用快捷回复')).toBeVisible()
})
