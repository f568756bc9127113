import { ask } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('a tree of tags grows by keys, is kept in order, and archives', async ({
  shop,
  agent,
  expectTrouble,
}) => {
  expectTrouble(/status of 422/)
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/tags`)
  await page.getByRole('button', { name: '用一套常用标签开始' }).click()
  await expect(page.getByText(/加入了 \d+ 个标签/)).toBeVisible()
  const tree = page.getByRole('list', { name: '标签树' })
  const named = (path: string) =>
    page.getByRole('button', { name: `给标签改名：${path}`, exact: true })
  const tag = (path: string) => tree.locator(named(path))
  await expect(tag('售后 / 物流 / 破损少件')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])

  await page.getByRole('button', { name: '新建标签' }).first().click()
  await page.getByLabel('标签名称').fill('售后')
  await page.getByLabel('标签名称').press('Enter')
  await expect(page.getByRole('alert')).toContainText('已经有了')
  await page.getByLabel('标签名称').fill('安装')
  await page.getByLabel('标签名称').press('Enter')
  await expect(tag('安装')).toBeFocused()

  await page.keyboard.press('Alt+ArrowUp')
  await page.keyboard.press('Alt+ArrowUp')
  await expect(tag('安装')).toBeFocused()
  await page.keyboard.press('Alt+ArrowRight')
  await expect(tag('售后 / 安装')).toBeFocused()
  await page.keyboard.press('F2')
  await page.getByLabel('标签名称').fill('上门安装')
  await page.getByLabel('标签名称').press('Enter')
  await expect(tag('售后 / 上门安装')).toBeFocused()

  const row = (path: string) => tree.getByRole('listitem').filter({ has: named(path) })
  await row('情绪 / 表扬').dragTo(row('售后 / 质量'))
  await expect(tag('售后 / 质量 / 表扬')).toBeVisible()
  await row('结束原因').dragTo(row('情绪'), { targetPosition: { x: 200, y: 4 } })
  const place = async (name: string) =>
    (await tree.getByRole('listitem').allInnerTexts()).findIndex((text) => text.startsWith(name))
  await expect
    .poll(async () => (await place('结束原因')) < (await place('情绪')), { timeout: 5_000 })
    .toBe(true)

  await page.getByRole('button', { name: '更多操作：上门安装' }).click()
  await page.getByRole('menuitem', { name: '归档' }).click()
  await expect(tag('售后 / 上门安装')).toBeHidden()
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(tag('售后 / 上门安装')).toBeVisible()
})

test('a conversation is tagged by keys and pinyin, and found by its tag', async ({
  shop,
  agent,
}) => {
  await shop.api.post('/tags/starter_set', {})
  await ask(shop, '杯子碎了')
  await ask(shop, '有优惠吗')
  const mei = await agent(shop.mei)
  const { page } = mei
  await mei.open('杯子碎了')
  await mei.log.focus()
  await page.keyboard.press('l')
  const search = page.getByRole('textbox', { name: /^找标签/ })
  await expect(search).toBeFocused()
  await page.keyboard.type('psh')
  await expect(page.getByText('没有这样的标签')).toBeVisible()
  await search.fill('pss')
  await expect(page.getByRole('dialog').getByRole('option')).toHaveText([/破损少件/])
  await search.press('Enter')
  await search.fill('投诉')
  await search.press('Enter')
  expect(await barriers(page, 'light')).toEqual([])
  await search.press('Escape')
  await expect(mei.row('杯子碎了')).toContainText('破损少件')
  await expect(mei.log).toContainText('小美 加上标签：破损少件和投诉')

  await page.getByRole('button', { name: '按标签筛选' }).click()
  await search.fill('物流')
  await search.press('Enter')
  await expect(mei.row('有优惠吗')).toBeHidden()
  await expect(mei.row('杯子碎了')).toBeVisible()
  await expect(page).toHaveURL(/tag=/)
  await page.getByRole('button', { name: '不按标签筛选' }).click()
  await expect(mei.row('有优惠吗')).toBeVisible()

  // Only one step is left to undo.
  await expect(page.getByRole('button', { name: '撤销' })).toBeHidden()
  await mei.open('杯子碎了')
  await mei.log.focus()
  await page.keyboard.press('l')
  await search.fill('投诉')
  await search.press('Enter')
  await search.press('Escape')
  await expect(mei.log).toContainText('小美 去掉标签：投诉')
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(mei.log).toContainText('小美 加上标签：投诉')
})

test('a reason is asked for at closing, and owed where the shop says so', async ({
  shop,
  agent,
}) => {
  await shop.api.post('/tags/starter_set', {})
  const { page: settings } = await agent(shop.owner)
  await settings.goto(`${shop.server.origin}/settings/tags`)
  await settings.getByLabel('原因所在的标签').selectOption('结束原因')
  await settings.getByLabel('结束会话时').selectOption('问一下，可以跳过')
  await settings.getByRole('button', { name: '保存' }).click()
  await expect(settings.getByText('已保存', { exact: true })).toBeVisible()

  await ask(shop, '在吗')
  await ask(shop, '谢谢')
  const mei = await agent(shop.mei)
  const { page } = mei
  const why = page.getByRole('dialog', { name: '为什么结束会话？' })
  await mei.open('在吗')
  await mei.log.focus()
  await page.keyboard.press('e')
  await expect(why).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
  await page.keyboard.press('Escape')
  await expect(why).toBeHidden()
  await expect(mei.row('在吗')).toBeVisible()
  await page.keyboard.press('e')
  await expect(why.getByRole('option').first()).toHaveText('不填原因，直接结束')
  await page.keyboard.press('Enter')
  await expect(mei.row('在吗')).toBeHidden()

  await settings.getByLabel('结束会话时').selectOption('必须填写')
  await settings.getByRole('button', { name: '保存' }).click()
  await mei.open('谢谢')
  await mei.log.focus()
  await page.keyboard.press('e')
  await expect(why).toContainText('店里要求填写原因')
  await page.keyboard.press('Escape')
  await expect(why).toBeHidden()
  await expect(mei.row('谢谢')).toBeVisible()
  await page.keyboard.press('e')
  await expect(why).toBeVisible()
  await page.keyboard.type('yjj')
  await expect(why.getByRole('option')).toHaveText([/已解决/])
  await page.keyboard.press('Enter')
  await expect(mei.row('谢谢')).toBeHidden()
  await mei.view('已解决')
  await mei.row('谢谢').click()
  await expect(mei.log).toContainText('小美 结束了会话，原因：已解决')
})
