import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('a chart with a gap is refused in place, mended, and answers a buyer', async ({
  shop,
  agent,
  buyer,
  expectTrouble,
}) => {
  test.slow()
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/knowledge`)
  await page.getByRole('link', { name: '尺码表' }).click()
  await expect(page.getByText('还没有尺码表')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])

  await page.getByRole('button', { name: '从连衣裙示例开始' }).click()
  await page.getByRole('switch', { name: '通用尺码表' }).click()
  const cell = page.getByLabel('160–165 × 50–55 的尺码')
  await expect(cell).toHaveValue('M')
  await cell.fill('')
  await expect(cell).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('身高 160–165、体重 50–55：这里没有尺码')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
  expectTrouble(/422/)
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('没有保存：有 1 处要改')).toBeVisible()
  await expect(page).toHaveURL(/sizes\/new$/)

  await cell.fill('M')
  await expect(cell).not.toHaveAttribute('aria-invalid')
  await page.keyboard.press('Control+s')
  await expect(page.getByText('已全部保存')).toBeVisible()
  await expect(page).toHaveURL(/sizes\/[0-9a-f-]{36}$/)
  await page.getByLabel('试一试，客户会怎么说？').fill('给妈妈买，她163 104斤')
  await expect(page.getByText('推荐 M 码', { exact: false })).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])

  const bot = `/bot/settings/${shop.inboxId}`
  const { version } = await shop.api.get<{ version: number }>(bot)
  await shop.api.request('PUT', bot, { settings: { mode: 'bot_first' }, version })
  const lin = await buyer()
  await lin.openPanel()
  await lin.write('这条裙子穿什么码？')
  await expect(lin.panel.getByText('是您自己穿，还是给别人买的？', { exact: false })).toBeVisible()
  await lin.panel.getByRole('button', { name: '给别人买的' }).click()
  await expect(
    lin.panel.getByText('请告诉我穿的人的身高和体重', { exact: false }).last(),
  ).toBeVisible()
  await lin.write('163 104斤')
  await expect(lin.panel.getByText('推荐 M 码', { exact: false })).toBeVisible()
  await expect(lin.panel.getByText('下单前', { exact: false })).toBeVisible()

  const mei = await agent(shop.mei)
  await mei.open('推荐 M 码', '全部')
  await expect(
    mei.page.getByRole('link', { name: '按尺码表「女装连衣裙」', exact: true }),
  ).toBeVisible()
})

test('a chart is pasted from a spreadsheet and its gaps are filled', async ({ shop, agent }) => {
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/knowledge/sizes/new`)
  await page.getByLabel('名称').fill('衬衫')
  await page.getByRole('textbox', { name: '商品编码' }).fill('SHIRT-1')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '粘贴表格' }).click()
  const dialog = page.getByRole('dialog', { name: '从表格粘贴' })
  await dialog
    .getByLabel('表格内容')
    .fill('尺码\t身高\t体重(斤)\nS\t155-160\t90-100\nM\t160-165\t100-110')
  await dialog.getByRole('button', { name: '填入' }).click()
  await expect(page.getByLabel('155–160 × 90–100 的尺码')).toHaveValue('S')
  await expect(page.getByLabel('155–160 × 100–110 的尺码')).toHaveAttribute('aria-invalid', 'true')
  await page.getByRole('button', { name: '补上空格' }).click()
  await expect(page.getByLabel('155–160 × 100–110 的尺码')).toHaveValue('M')
  await page.getByRole('button', { name: '加一行' }).click()
  await expect(page.getByLabel('第 3 行的身高')).toHaveValue('165–170')
  await page.getByRole('button', { name: '删除 165–170 这一行' }).click()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已全部保存')).toBeVisible()
  const { items } = await shop.api.get<{ items: { name: string; products: string[] }[] }>(
    '/size_charts',
  )
  expect(items.find(({ name }) => name === '衬衫')?.products).toEqual(['SHIRT-1'])
})

test('charts are read and mended at phone width', async ({ shop, agent }) => {
  await shop.api.post('/size_charts', {
    name: '童鞋',
    products: ['SHOE'],
    tables: [{ measures: ['foot'], rules: [{ size: '38', ranges: [{ from: 230, to: 240 }] }] }],
  })
  const { page } = await agent(shop.owner)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${shop.server.origin}/knowledge/sizes`)
  await page.getByRole('link', { name: '童鞋' }).click()
  await page.getByRole('button', { name: '加一行' }).click()
  await expect(page.getByLabel('第 2 行的脚长')).toHaveValue('24–25')
  await page.getByLabel('24–25 的尺码').fill('39')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已全部保存')).toBeVisible()
  expect(await barriers(page, 'dark')).toEqual([])
  await page.getByRole('button', { name: '尺码表', exact: true }).click()
  await expect(page.getByRole('link', { name: '童鞋' })).toBeVisible()
})
