import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('the palette finds a field by words, by initials and by English, and opens it', async ({
  shop,
  agent,
}) => {
  const { page } = await agent(shop.owner)
  const palette = page.getByRole('dialog', { name: '命令面板' })
  const find = async (words: string, name: RegExp) => {
    await page.keyboard.press('Control+k')
    await palette.getByRole('combobox').fill(words)
    const found = palette.getByRole('group', { name: '设置' }).getByRole('option', { name }).first()
    await expect(found).toBeVisible()
    return found
  }
  // 列表密度
  await (await find('lbmd', /列表密度/)).click()
  await expect(palette).toBeHidden()
  await expect(page).toHaveURL(/\/settings\/appearance#density$/)
  await expect(page.locator('[data-lit]')).toContainText('列表密度')
  expect(await barriers(page, 'light')).toEqual([])

  await (await find('time zone', /时区/)).click()
  await expect(page).toHaveURL(/\/settings\/shop#timezone$/)
  await expect(page.getByLabel('时区')).toBeFocused()

  // The only inbox is opened at once; what stands in a row that opens is unfolded.
  await (await find('输入预览', /输入预览/)).click()
  await expect(page).toHaveURL(/\/settings\/inboxes\/[0-9a-f-]+#typing_preview$/)
  await expect(page.getByRole('switch', { name: '输入预览' })).toBeFocused()
  await (await find('排队多少人算忙', /排队多少人算忙/)).click()
  await expect(page.getByLabel('排队多少人算忙')).toBeFocused()
})

test('the search beside the pages takes their place, and goes by keys', async ({ shop, agent }) => {
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings`)
  const search = page.getByRole('combobox', { name: '搜索设置' })
  await search.fill('bjts')
  await expect(page.getByText('没有找到“bjts”')).toBeVisible()
  await search.fill('保留')
  const hits = page.getByRole('listbox', { name: '找到的设置' }).getByRole('option')
  await expect(hits.first()).toContainText('保留')
  await expect(page.getByRole('link', { name: '个人资料' })).toBeHidden()
  expect(await barriers(page, 'light')).toEqual([])
  await search.fill('保留期限')
  await expect(hits.first()).toContainText('保留期限')
  await search.press('Enter')
  await expect(page).toHaveURL(/\/settings\/privacy#retention$/)
  await expect(page.getByRole('heading', { name: '保留期限' })).toBeFocused()
  await expect(page.getByRole('link', { name: '个人资料' })).toBeVisible()
})

test('of several inboxes one is chosen first', async ({ shop, agent }) => {
  await shop.api.post('/inboxes', { name: '第二家店' })
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/inboxes#typing_preview`)
  await expect(page.getByText('先选一个，再改“输入预览”')).toBeVisible()
  await page.getByRole('link', { name: /第二家店/ }).click()
  await expect(page.getByRole('switch', { name: '输入预览' })).toBeFocused()
})

test('an agent does not find what only others may set', async ({ shop, agent }) => {
  const { page } = await agent(shop.mei)
  await page.goto(`${shop.server.origin}/settings`)
  const search = page.getByRole('combobox', { name: '搜索设置' })
  await search.fill('提示音')
  await expect(page.getByRole('option', { name: /提示音/ })).toBeVisible()
  for (const words of ['店铺语言', '接口令牌', '签发地址']) {
    await search.fill(words)
    await expect(page.getByText(`没有找到“${words}”`)).toBeVisible()
  }
})
