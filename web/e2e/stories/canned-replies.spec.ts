import { composeAndEnter } from '../people/input_method'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('a reply is found by its pinyin initials, filled in and sent', async ({
  shop,
  agent,
  buyer,
}) => {
  const lin = await buyer()
  await lin.ask('纯棉四件套有货吗？')
  const mei = await agent(shop.mei)
  await mei.open('纯棉四件套有货吗？')
  await mei.field.pressSequentially('/wdh')
  const list = mei.page.getByRole('listbox', { name: '快捷回复' })
  await expect(list.getByRole('option', { selected: true })).toContainText('未到货')
  // What has no value here is named before it is inserted.
  await expect(mei.page.getByText('缺少：商品名称。')).toBeVisible()

  await mei.field.press('Enter')
  await expect(list).toHaveCount(0)
  await expect(mei.field).toHaveValue(/^您要的____这一批还没到仓，预计____到货/)
  // What is not filled in is not sent unnoticed.
  await mei.field.press('Enter')
  const asks = mei.page.getByRole('dialog', { name: '还有空没填' })
  await asks.getByRole('button', { name: '去填写' }).click()
  await mei.field.pressSequentially('四件套')
  await mei.field.press('Tab')
  await mei.field.pressSequentially('周五')
  await expect(mei.field).toHaveValue(/^您要的四件套这一批还没到仓，预计周五到货/)
  await mei.field.press('Enter')
  await expect(mei.field).toHaveValue('')
  await expect(lin.log.getByText('您要的四件套这一批还没到仓，预计周五到货')).toBeVisible()

  await mei.page.goto(`${shop.server.origin}/settings/canned-replies`)
  await mei.page.getByRole('searchbox').fill('未到货')
  await expect(mei.page.getByText(/用过 1 次，最近 小美/)).toBeVisible()
})

test('the list leaves keys to an input method, closes, and works in notes', async ({
  shop,
  agent,
  buyer,
}) => {
  const lin = await buyer()
  await lin.ask('几天能到？')
  const mei = await agent(shop.mei)
  await mei.open('几天能到？')
  const list = mei.page.getByRole('listbox', { name: '快捷回复' })
  await mei.field.focus()
  await mei.page.keyboard.type('/')
  await expect(list).toBeVisible()
  await composeAndEnter(mei.page, 'fahuo', '发货')
  await expect(mei.field).toHaveValue('/发货')
  await expect(list.getByRole('option').first()).toContainText('发货时间')
  await mei.field.press('Escape')
  await expect(list).toHaveCount(0)
  await expect(mei.field).toHaveValue('/发货')

  await mei.field.fill('')
  await mei.mode('备注')
  const note = mei.page.getByLabel('写备注')
  await note.pressSequentially('/jj')
  await expect(list.getByRole('option', { selected: true })).toContainText('问题已解决')
  await note.press('Tab')
  await expect(note).toHaveValue(/能帮上忙就好/)
})

test('an agent writes replies of her own, which no colleague sees', async ({ shop, agent }) => {
  const mei = await agent(shop.mei)
  const { page } = mei
  await page.goto(`${shop.server.origin}/settings/canned-replies`)
  await expect(page.getByRole('button', { name: '新建回复' })).toHaveCount(0)
  await page.getByLabel('谁能用').getByText('我的').click()
  await page.getByRole('button', { name: '新建回复' }).click()
  const dialog = page.getByRole('dialog', { name: '新建回复' })
  await dialog.getByLabel('标题').fill('夜里值班')
  await dialog.getByLabel('快捷码').fill('yb')
  await dialog.getByLabel('内容').fill('{{ customer.nmae }}，我在。')
  await dialog.getByText('第 1 行第 4 个字：没有这个变量（customer.nmae）').click()
  await page.keyboard.type('customer.name')
  await expect(dialog.getByText('林小满，我在。')).toBeVisible()
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('夜里值班')).toBeVisible()

  await page.getByRole('button', { name: '“夜里值班”的操作' }).click()
  await page.getByRole('menuitem', { name: '删除' }).click()
  await expect(page.getByRole('button', { name: /夜里值班/ })).toHaveCount(0)
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(page.getByText('夜里值班', { exact: true })).toBeVisible()

  // A colleague sees nothing of it.
  const jun = await agent(shop.jun)
  await jun.page.goto(`${shop.server.origin}/settings/canned-replies`)
  await jun.page.getByLabel('谁能用').getByText('我的').click()
  await expect(jun.page.getByText('还没有自己的快捷回复')).toBeVisible()
})

test('what belongs to a reply goes out after its words', async ({ shop, agent, buyer }) => {
  await shop.api.post('/canned_replies', {
    shared: true,
    title: '洗护说明',
    text: '机洗请装袋，不要烘干。',
    card: { type: 'link', title: '四件套洗护指南', url: 'https://shop.example/care' },
  })
  const lin = await buyer()
  await lin.ask('能机洗吗？')
  const mei = await agent(shop.mei)
  await mei.open('能机洗吗？')
  await mei.page.getByRole('button', { name: '快捷回复' }).click()
  await mei.field.pressSequentially('xhsm')
  await mei.page.getByRole('option', { name: /洗护说明/ }).click()
  await expect(mei.field).toHaveValue('机洗请装袋，不要烘干。')
  const ready = mei.page.getByRole('list', { name: '随后发送' })
  await expect(ready).toContainText('四件套洗护指南')
  await mei.field.press('Enter')
  await expect(ready).toHaveCount(0)
  await expect(lin.log.getByText('机洗请装袋，不要烘干。')).toBeVisible()
  await expect(lin.log.getByText('四件套洗护指南')).toBeVisible()
})

test('nobody is kept out of the list, the page and the editor', async ({ shop, agent, buyer }) => {
  test.slow()
  const lin = await buyer()
  await lin.ask('被子多重？')
  for (const colorScheme of ['light', 'dark'] as const) {
    const someone = await agent(shop.mei, { colorScheme })
    await someone.open('被子多重？')
    await someone.field.pressSequentially('/wdh')
    await expect(someone.page.getByText('缺少：商品名称。')).toBeVisible()
    expect(await barriers(someone.page, colorScheme)).toEqual([])
    await someone.field.fill('')
  }
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await agent(shop.owner, { colorScheme })
    await page.goto(`${shop.server.origin}/settings/canned-replies`)
    await page.getByRole('button', { name: '缺货 3' }).click()
    await expect(page.getByText('拖动可以调整顺序')).toBeVisible()
    expect(await barriers(page, colorScheme)).toEqual([])
    await page.getByRole('button', { name: /^未到货/ }).click()
    await expect(page.getByText('缺少：商品名称。')).toBeVisible()
    await page.getByRole('textbox', { name: '内容' }).fill('{{ nobody }}')
    await expect(page.getByText('没有这个变量（nobody）')).toBeVisible()
    expect(await barriers(page, colorScheme)).toEqual([])
  }
})
