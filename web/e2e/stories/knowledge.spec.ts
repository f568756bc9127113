import type { Page } from '@playwright/test'
import { content, known } from '../house/knowledge'
import { picture } from '../house/picture'
import type { Shop } from '../house/shop'
import { barriers } from '../people/inspector'
import { pasteFile, pasteText } from '../people/paste'
import { expect, test } from '../test'

const count = async (shop: Shop) =>
  (await shop.api.get<{ items: object[] }>('/knowledge/entries')).items.length

const editor = (page: Page) => page.getByRole('region', { name: '知识', exact: true })

test('an entry is written, given its conditions and approved by keys', async ({ shop, agent }) => {
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/knowledge`)
  await expect(page.getByText('知识库还是空的')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])

  await page.keyboard.press('n')
  await page.getByLabel('标准问题').fill('发什么快递？')
  const phrasing = page.getByLabel('添加问法')
  await phrasing.fill('用的哪家快递')
  await phrasing.press('Enter')
  await pasteText(phrasing, '能发顺丰吗\n发什么快递\n寄的什么物流')
  await expect(page.getByLabel('第 3 个问法')).toHaveValue('寄的什么物流')
  await page.getByLabel('答案 1 内容').fill('默认发中通，备注顺丰也可以。')

  await page.getByRole('button', { name: '再加一个答案' }).click()
  const second = page.getByRole('region', { name: '答案 2' })
  await second.getByRole('textbox').fill('台风停运，恢复后第一时间发出。')
  await second.getByRole('button', { name: '修改适用条件' }).click()
  const when = page.getByRole('dialog', { name: '修改适用条件' })
  await when.getByRole('textbox', { name: '问题里出现的词' }).fill('台风')
  await page.keyboard.press('Enter')
  await when.getByRole('switch', { name: '紧急' }).click()

  await test.step('a time is typed or chosen in the page’s own words', async () => {
    const from = when.getByRole('textbox', { name: '从', exact: true })
    const until = when.getByRole('textbox', { name: '到', exact: true })
    const times = when.getByRole('textbox', { name: '时间' })
    await expect(times.first()).toBeDisabled()
    await from.fill('2027-8-30')
    await from.press('Tab')
    await expect(from).toHaveValue('2027年8月30日')
    await times.first().fill('9点半')
    await times.first().press('Enter')
    await expect(times.first()).toHaveValue('09:30')

    await until.press('Alt+ArrowDown')
    const calendar = page.getByRole('grid')
    await expect(calendar.getByRole('button', { name: '2027年8月29日' })).toBeDisabled()
    await expect(calendar.getByRole('button', { name: '2027年8月30日' })).toBeFocused()
    expect(await barriers(page, 'light')).toEqual([])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(until).toHaveValue('2027年9月6日')
    await expect(times.last()).toHaveValue('23:59')
    await from.fill('下周')
    await from.blur()
    await expect(when.getByRole('alert')).toContainText('请填日期')
    await from.fill('2027年8月30日')
  })
  await when.getByRole('button', { name: '好了' }).click()
  await expect(second.getByText('问题里有：台风')).toBeVisible()
  await expect(second.getByText('2027年8月30日 09:30 至 2027年9月6日 23:59')).toBeVisible()

  await page.keyboard.press('Control+s')
  await expect(page.getByText('已全部保存')).toBeVisible()
  await page.getByRole('button', { name: '发布', exact: true }).click()
  await expect(editor(page).getByText('已发布')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
})

test('what is approved is answered at once, and found again', async ({ shop, agent }) => {
  await known(shop.api, '衣服会缩水吗？', [{ content: ['预洗过，缩水率在百分之二以内。'] }])
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/knowledge`)
  await page.getByLabel('机器人会怎么回答').fill('这衣服洗了会缩水吗')
  await expect(
    page.getByRole('listitem').filter({ hasText: '选这个答案' }).getByText('缩水率在百分之二'),
  ).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await page.keyboard.type('缩水')
  const found = page.getByRole('listbox', { name: '知识列表' }).getByRole('option')
  await expect(found).toHaveCount(1)
  await expect(page).toHaveURL(/q=/)
})

test('many questions are tried at once, and one that was missed becomes a phrasing', async ({
  shop,
  agent,
}) => {
  await known(shop.api, '到货要几天？', [
    { content: ['一般三天左右到。'] },
    {
      content: ['暴雪封路，恢复后第一时间送到。'],
      conditions: { keywords: ['暴雪'], emergency: true },
    },
  ])
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/knowledge`)
  await page.getByRole('link', { name: '问答测试' }).click()
  await page.getByLabel('要测试的问题').fill('到货要几天\n到货要几天，暴雪天呢\n老板今年几岁')
  await page.getByRole('button', { name: '开始测试' }).click()
  const rows = page.getByRole('list').getByRole('button', { expanded: false })
  await expect(rows).toHaveCount(3)
  await rows.filter({ hasText: '暴雪' }).click()
  await expect(page.getByText('暴雪封路，恢复后第一时间送到。')).toBeVisible()
  await expect(page.getByText('问题里有：暴雪')).toBeVisible()
  const hit = page.getByRole('listitem').filter({ hasText: '暴雪封路' }).last()
  await hit.getByRole('button', { name: '加为问法' }).click()
  await expect(page.getByRole('button', { name: '已加' })).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: '导出 CSV' }).click()
  expect((await downloading).suggestedFilename()).toBe('answers.csv')

  await hit.getByRole('button', { name: '到货要几天？', exact: true }).click()
  await expect(page.getByLabel('第 1 个问法')).toHaveValue('到货要几天，暴雪天呢')
})

test('a file with a bad row changes nothing, and comes in once it is put right', async ({
  shop,
  agent,
  expectTrouble,
}) => {
  const before = await count(shop)
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/knowledge`)
  await page.getByRole('button', { name: '导入', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: '导入知识' })
  const choose = (text: string) =>
    dialog
      .locator('input[type=file]')
      .setInputFiles({ name: 'faq.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })

  expectTrouble(/422/)
  await choose('问题,答案,状态\n能开发票吗,可以开电子发票,已发布\n几天到货,一般三天,差不多\n')
  await expect(dialog.getByText('有 1 处需要改')).toBeVisible()
  await expect(dialog.getByRole('row', { name: '3 状态' })).toBeVisible()
  await expect(dialog.getByRole('button', { name: '导入' })).toBeDisabled()
  expect(await barriers(page, 'light')).toEqual([])
  expect(await count(shop)).toBe(before)

  await choose('问题,答案,备注\n能开发票吗,可以开电子发票,x\n几天到货,一般三天,y\n')
  await expect(dialog.getByText('不认识的列会略过：备注')).toBeVisible()
  expect(await count(shop)).toBe(before)
  await dialog.getByRole('button', { name: '导入 2 条' }).click()
  await expect(page.getByText('导入完成：新增 2 条')).toBeVisible()
  await expect(page.getByRole('option').filter({ hasText: '能开发票吗' })).toBeVisible()
  expect(await count(shop)).toBe(before + 2)
})

test('an earlier version is compared and brought back', async ({ shop, agent }) => {
  const entry = await known(shop.api, '怎么退货？', [{ content: ['七天内都可以退。'] }])
  await shop.api.request(
    'PUT',
    `/knowledge/entries/${entry.id}`,
    await content(shop.api, '怎么退货？', [{ content: ['请直接联系仓库。'] }]),
  )
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/knowledge/${entry.id}`)
  await expect(page.getByLabel('答案 1 内容')).toHaveValue('请直接联系仓库。')
  await page.getByRole('button', { name: '历史版本' }).click()
  const dialog = page.getByRole('dialog', { name: '历史版本' })
  await expect(dialog.getByText('七天内都可以退。')).toBeVisible()
  await dialog.getByRole('button', { name: '第 1 版' }).click()
  await dialog.getByRole('button', { name: '恢复到第 1 版' }).click()
  await expect(page.getByLabel('答案 1 内容')).toHaveValue('七天内都可以退。')
  await expect(page.getByText('第 3 版')).toBeVisible()
})

test('what a colleague changed meanwhile is shown before it is overwritten', async ({
  shop,
  agent,
}) => {
  const entry = await known(shop.api, '有会员折扣吗？', [{ content: ['会员九五折。'] }])
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/knowledge/${entry.id}`)
  const answer = page.getByLabel('答案 1 内容')
  await answer.fill('会员九折。')
  await expect(page.getByText('有未保存的修改')).toBeVisible()
  await page.reload()
  await expect(answer).toHaveValue('会员九折。')
  await expect(page.getByText('这些是您上次没有保存的修改。')).toBeVisible()

  const other = await content(shop.api, '有会员折扣吗？', [{ content: ['会员八八折。'] }])
  await shop.api.request('PUT', `/knowledge/entries/${entry.id}`, other)
  const notice = page.getByRole('alert').filter({ hasText: '老板刚刚改过这条知识' })
  await expect(notice.getByText('八八折')).toBeVisible()
  await expect(answer).toHaveValue('会员九折。')
  await notice.getByRole('button', { name: '用我的覆盖' }).click()
  await expect(page.getByText('已全部保存')).toBeVisible()
  const now = await shop.api.get<{ answers: { content: string[] }[] }>(
    `/knowledge/entries/${entry.id}`,
  )
  expect(now.answers[0]!.content).toEqual(['会员九折。'])
})

test('an agent proposes a phrasing on a phone, and a lead takes it', async ({ shop, agent }) => {
  const entry = await known(shop.api, '怎么修改地址？', [
    { content: ['发货前都可以改，把新地址发给我。'] },
  ])
  const phone = { viewport: { width: 390, height: 844 } }
  const { page } = await agent(shop.mei, phone)
  await page.goto(`${shop.server.origin}/knowledge?q=地址`)
  await page.getByRole('option').filter({ hasText: '怎么修改地址' }).click()
  await expect(page.getByLabel('标准问题')).toBeDisabled()
  await page.getByRole('textbox', { name: '补充问法' }).fill('地址写错了咋办')
  await page.getByRole('button', { name: '补充问法' }).click()
  await expect(page.getByText('地址写错了咋办')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
  await page.getByRole('button', { name: '回到列表' }).click()
  await page.getByRole('button', { name: '分类', exact: true }).click()
  await page.getByRole('button', { name: '物流问题' }).click()
  await expect(page.getByLabel('搜索：物流问题')).toBeVisible()

  const owner = await agent(shop.owner)
  await owner.page.goto(`${shop.server.origin}/knowledge/${entry.id}`)
  const proposals = owner.page.getByRole('region', { name: '同事补充的问法' })
  await proposals.getByRole('button', { name: '采用' }).click()
  await expect(owner.page.getByLabel('第 1 个问法')).toHaveValue('地址写错了咋办')
  await expect(proposals).toBeHidden()
})

test('categories are added, moved and deleted with a way back', async ({ shop, agent }) => {
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/knowledge`)
  const tree = page.getByRole('navigation', { name: '分类' })
  await tree.getByRole('button', { name: '新建分类' }).click()
  const dialog = page.getByRole('dialog', { name: '新建分类' })
  await dialog.getByLabel('名称').fill('海外配送')
  await dialog.getByLabel('放在').selectOption({ label: '物流问题' })
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(tree.getByText('海外配送')).toBeVisible()

  const menu = tree.getByRole('button', { name: '“海外配送”的操作' })
  await menu.click()
  await page.getByRole('menuitem', { name: '删除' }).click()
  await expect(tree.getByText('海外配送')).toBeHidden()
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(tree.getByText('海外配送')).toBeVisible()
  expect(await barriers(page, 'dark')).toEqual([])
})

test('what is known of a product is found by its code, with the picture that was pasted', async ({
  shop,
  agent,
}) => {
  const conditions = { products: ['SH-1024'] }
  await known(shop.api, '羊绒衫会起球吗？', [{ content: ['做过抗起球处理。'], conditions }])
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/knowledge?q=sh-1024`)
  await page.getByRole('option').filter({ hasText: '羊绒衫会起球吗' }).click()
  const answer = page.getByRole('region', { name: '答案 1' })
  await pasteFile(answer.getByRole('textbox'), '面料.png', 'image/png', picture())
  await expect(answer.getByRole('img', { name: '面料.png' })).toBeVisible()
  await page.getByRole('button', { name: '再加一个答案' }).click()
  const second = page.getByRole('region', { name: '答案 2' })
  await second.getByRole('textbox').fill('洗后反面晾干就好。')
  await second.getByRole('button', { name: '修改适用条件' }).click()
  const when = page.getByRole('dialog', { name: '修改适用条件' })
  await when.getByRole('textbox', { name: '商品编码' }).fill('SH-1024')
  await page.keyboard.press('Enter')
  await when.getByRole('button', { name: '好了' }).click()
  await page.keyboard.press('Control+s')
  await expect(page.getByText('答案 1 和答案 2 会同时适用')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
})

test('drafts are published at once, and taken back', async ({ shop, agent }) => {
  for (const title of ['支持货到付款吗？', '可以开发票吗？', '有实体店吗？'])
    await shop.api.post(
      '/knowledge/entries',
      await content(shop.api, title, [{ content: ['可以。'] }]),
    )
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/knowledge`)
  await page.getByRole('button', { name: '待发布的草稿' }).click()
  const drafts = page.getByRole('listbox', { name: '知识列表' }).getByRole('option')
  const publish = page.getByRole('button', { name: /^发布下面 \d+ 条草稿$/ })
  await expect(publish).toBeVisible()
  const before = await drafts.count()
  await expect(publish).toHaveText(new RegExp(` ${before} `))
  await publish.click()
  await expect(page.getByText(`已发布 ${before} 条`)).toBeVisible()
  await expect(drafts).toHaveCount(0)
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(drafts).toHaveCount(before)
})
