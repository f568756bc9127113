import type { Shop } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

const DAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']

/** The shop is open around the clock again, for the story that comes next. */
const reopen = ({ api }: Shop) => api.request('PUT', '/business_hours', {})

test.afterEach(({ shop }) => reopen(shop))

test('the owner closes the shop for a holiday, and buyers read when it is back', async ({
  shop,
  agent,
  buyer,
}) => {
  const lin = await buyer()
  await lin.openPanel()
  const head = lin.panel.locator('header')
  const { page } = await agent(shop.owner)
  await expect(head).not.toContainText('不在线')

  await page.goto(`${shop.server.origin}/settings/hours`)
  const preview = page.getByRole('status').filter({ hasText: '营业中' })
  await expect(preview).toBeVisible()
  await page.getByRole('button', { name: '添加日期' }).click()
  await page.getByLabel('名称').fill('店庆')
  await expect(page.getByText('休息中', { exact: false }).first()).toBeVisible()
  await expect(page.getByText(/店庆休息，(今天|明天) 0:00 上线。/).first()).toBeVisible()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存', { exact: true })).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
  expect(await barriers(page, 'dark')).toEqual([])

  // A widget that was open all the time has learnt of it.
  await expect(head).toContainText('店庆休息，明天')
  await lin.panel.getByRole('button', { name: '设置' }).click()
  await lin.panel.getByRole('radio', { name: 'English' }).click()
  await expect(head).toContainText('Closed: 店庆, back tomorrow 0:00')
})

test('weekly hours are copied from day to day, and mistakes are shown where they are', async ({
  shop,
  agent,
  expectTrouble,
}) => {
  expectTrouble(/422/)
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/hours`)
  await page.getByRole('button', { name: '按时间营业' }).click()
  const first = page.getByRole('group', { name: '周一第 1 段' })
  await first.getByLabel('结束').fill('02:00')
  await expect(first.getByText('次日')).toBeVisible()
  await page.getByRole('button', { name: '把周一复制到…' }).click()
  await page.getByRole('menuitem', { name: '复制到每一天' }).click()
  for (const day of DAYS) {
    const span = page.getByRole('group', { name: `${day}第 1 段` })
    await expect(span.getByLabel('结束')).toHaveValue('02:00')
  }
  await page.getByRole('group', { name: '周二第 1 段' }).getByLabel('开始').fill('01:00')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(
    page.getByRole('listitem').filter({ hasText: '周二' }).getByRole('alert'),
  ).toHaveText('范围重叠了')
  await page.getByRole('group', { name: '周二第 1 段' }).getByLabel('开始').fill('09:00')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存', { exact: true })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('group', { name: '周日第 1 段' }).getByLabel('结束')).toHaveValue(
    '02:00',
  )
})

test('a colleague sees why somebody is away', async ({ shop, agent }) => {
  const mei = await agent(shop.mei)
  await mei.page.getByRole('button', { name: /我的状态/ }).click()
  await mei.page.getByRole('menuitemradio', { name: '用餐' }).click()
  await expect(mei.page.getByRole('button', { name: '我的状态: 离开' })).toHaveText('用餐')

  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/staff`)
  await expect(page.getByRole('listitem').filter({ hasText: '小美' })).toContainText('用餐')

  await mei.page.getByRole('button', { name: /我的状态/ }).click()
  await mei.page.getByRole('menuitem', { name: '其他原因…' }).click()
  await mei.page.getByLabel('离开原因').fill('去仓库找货')
  await mei.page.getByRole('button', { name: '离开', exact: true }).click()
  await expect(mei.page.getByRole('button', { name: '我的状态: 离开' })).toHaveText('去仓库找货')
})
