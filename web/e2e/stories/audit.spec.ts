import { readFile } from 'node:fs/promises'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

const overflows = () => document.documentElement.scrollWidth > window.innerWidth

test('an owner finds who changed what, and takes the finding along', async ({ shop, agent }) => {
  await shop.api.request('PATCH', '/shop', { name: '云棉旗舰店' })
  await shop.api.post('/tokens', { name: '报表程序', scopes: ['read'] })
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/audit`)
  const entry = (action: string) => page.getByRole('listitem').filter({ hasText: action })
  await expect(entry('修改店铺')).toHaveCount(1)
  await expect(entry('创建令牌')).toHaveCount(1)

  // Found by what it was before, and opened.
  const search = page.getByRole('searchbox', { name: /^搜索姓名/ })
  await search.fill('云棉家纺')
  await expect(entry('创建令牌')).toHaveCount(0)
  await entry('修改店铺').getByText('修改店铺').click()
  await expect(entry('修改店铺').getByText('云棉旗舰店').last()).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
  await entry('修改店铺').getByRole('button', { name: '同类操作' }).click()
  await expect(page.getByRole('button', { name: '去掉筛选：修改店铺' })).toBeVisible()

  await search.fill('没有这样的词')
  await expect(page.getByText('没有符合的记录')).toBeVisible()
  await page.getByRole('button', { name: '清除筛选' }).click()
  await expect(entry('创建令牌')).toHaveCount(1)

  // What is filtered stands in the address, and is what the table holds.
  await page.getByLabel('全部操作').selectOption({ label: '接口令牌' })
  await expect(entry('修改店铺')).toHaveCount(0)
  await page.reload()
  await expect(entry('创建令牌')).toHaveCount(1)
  await expect(entry('修改店铺')).toHaveCount(0)
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: '导出 CSV' }).click()
  const table = await readFile(await (await downloading).path(), 'utf8')
  expect(table).toContain('token.created')
  expect(table).toContain('报表程序')
  expect(table).not.toContain('shop.updated')
  const { items } = await shop.api.get<{ items: unknown[] }>('/audit?action=audit.exported')
  expect(items).toHaveLength(1)
})

test('the log is read on a phone, and is not for everybody', async ({ shop, agent }) => {
  const narrow = { viewport: { width: 390, height: 844 } }
  const boss = await agent(shop.owner, narrow)
  await boss.page.goto(`${shop.server.origin}/settings/audit`)
  await expect(boss.page.getByText('开店', { exact: true })).toBeVisible()
  expect(await boss.page.evaluate(overflows)).toBe(false)

  const mei = await agent(shop.mei)
  await mei.page.goto(`${shop.server.origin}/settings/audit`)
  await expect(mei.page.getByRole('heading', { name: '操作日志' })).toBeVisible()
  await expect(mei.page.getByRole('link', { name: '导出 CSV' })).toHaveCount(0)
  await expect(mei.page.getByText('开店', { exact: true })).toHaveCount(0)
})
