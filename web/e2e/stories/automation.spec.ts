import { ask } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('rules begin with a ready-made set, are put in order by keys, and come back when deleted', async ({
  shop,
  agent,
}) => {
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/rules`)
  const list = page.getByRole('list', { name: '自动化规则' })
  await expect(page.getByText('还没有自动化规则')).toBeVisible()
  await page.getByRole('button', { name: '添加三条现成的规则' }).click()
  await expect(list.getByRole('listitem')).toHaveCount(3)
  const names = () => list.getByRole('link').locator('.font-medium').allInnerTexts()
  const [first, second] = await names()
  await list.getByRole('link', { name: first! }).focus()
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(names).toEqual([second, first, expect.any(String)])
  await expect(list.getByRole('link', { name: first! })).toBeFocused()
  expect(await barriers(page, 'light')).toEqual([])

  await list.getByRole('switch', { name: `打开规则「${first}」` }).click()
  await expect(page.getByText(`已打开「${first}」`)).toBeVisible()
  await page.getByRole('button', { name: `「${first}」的更多操作` }).click()
  await page.getByRole('menuitem', { name: '删除' }).click()
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(list.getByRole('listitem')).toHaveCount(3)
})

test('a rule is written, tried on the past, switched on, and tells what it did', async ({
  shop,
  agent,
}) => {
  await shop.api.post('/tags', { parent_id: null, name: '退款' })
  await ask(shop, '我要退款')
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/rules`)
  await page.getByRole('link', { name: '新建规则' }).click()
  await page.getByLabel('名称').fill('退款打标签')
  await page.getByLabel('词语').fill('退款，退货')
  await page.getByRole('button', { name: '选标签' }).click()
  await page.getByRole('option', { name: /退款/ }).click()
  await page.keyboard.press('Escape')
  await expect(
    page.getByText('当客户发来消息，且消息含「退款」或「退货」，则打标签「退款」', {
      exact: false,
    }),
  ).toBeVisible()
  await page.getByRole('button', { name: '添加一步' }).click()
  await page.getByRole('menuitem', { name: '留备注' }).click()
  await page.getByLabel('给同事的备注').fill('先查订单')
  expect(await barriers(page, 'light')).toEqual([])

  await page.getByRole('tab', { name: '试跑' }).click()
  await page.getByRole('button', { name: '开始试跑' }).click()
  await expect(page.getByText('会触发 1 次（符合「当」的有 1 次）')).toBeVisible()
  await expect(page.getByText('我要退款')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])

  await page.getByRole('tab', { name: '规则' }).click()
  await page.getByRole('switch', { name: '打开' }).click()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存', { exact: true })).toBeVisible()
  await ask(shop, '衣服破了，能退货吗')
  await page.getByRole('tab', { name: '触发记录' }).click()
  await expect(page.getByText('打标签「退款」')).toBeVisible()
  await expect(page.getByRole('img', { name: '完成' }).first()).toBeVisible()
  expect(await barriers(page, 'dark')).toEqual([])
})
