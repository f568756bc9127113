import { ask } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('a shift begins with what is left, ends with a note, and the next one reads it', async ({
  shop,
  agent,
}) => {
  const jun = await agent(shop.jun)
  await ask(shop, '退款到哪了')
  const mei = await agent(shop.mei)
  await mei.open('退款到哪了')
  await mei.reply('已经在退啦')

  await mei.page.goto(`${shop.server.origin}/shift`)
  await mei.page.getByRole('button', { name: '开始上班' }).click()
  await expect(mei.page.getByText(/上班中/)).toBeVisible()
  await expect(mei.page.locator('[data-item="left_over"]')).toContainText('1')
  expect(await barriers(mei.page, 'light')).toEqual([])

  await mei.page.getByRole('button', { name: '下班', exact: true }).click()
  const dialog = mei.page.getByRole('dialog', { name: '下班' })
  await dialog.getByLabel('手上的 1 个会话交给').selectOption({ label: '小军' })
  await dialog.getByLabel('给下一班留句话').fill('这位客户在等退款')
  expect(await barriers(mei.page, 'light')).toEqual([])
  await dialog.getByRole('button', { name: '下班', exact: true }).click()
  await expect(mei.page.getByText('1 个会话已交出', { exact: false })).toBeVisible()
  await expect(mei.page.getByRole('button', { name: '开始上班' })).toBeVisible()

  await jun.page.keyboard.press('g')
  await jun.page.keyboard.press('h')
  const notes = jun.page.getByRole('region', { name: '上一班留的话' })
  await expect(notes).toContainText('这位客户在等退款')
  await notes.getByRole('button', { name: '知道了' }).click()
  await expect(notes.getByRole('button', { name: '知道了' })).toHaveCount(0)
  // What is left while one looks comes by itself.
  await shop.api.post('/hand_over_notes', {
    client_id: crypto.randomUUID(),
    text: '快递今天停收',
  })
  await expect(notes).toContainText('快递今天停收')
  await notes.getByRole('button', { name: '知道了' }).click()
  await jun.page.locator('[data-item="left_over"]').click()
  await expect(jun.row('退款到哪了').or(jun.row('已经在退啦'))).toBeVisible()
})

test('the figures of a shift have their conversations', async ({ shop, agent }) => {
  const mei = await agent(shop.mei)
  await mei.page.goto(`${shop.server.origin}/shift`)
  await mei.page.getByRole('button', { name: '开始上班' }).click()
  await expect(mei.page.getByText(/上班中/)).toBeVisible()
  await ask(shop, '有运费险吗')
  await mei.page.goto(`${shop.server.origin}/desk`)
  await mei.view('全部')
  await mei.open('有运费险吗')
  await mei.reply('有的')
  await mei.page.getByRole('link', { name: '交接班' }).click()
  await expect(mei.page.locator('[data-figure="replies"]')).toHaveText('1')
  const day = mei.page.getByRole('region', { name: '今天做了什么' })
  await day.getByRole('link', { name: /回复 1 条/ }).click()
  await expect(mei.log).toContainText('有运费险吗')
})

test('a figure of today opens the conversations that it counts', async ({ shop, agent }) => {
  await ask(shop, '几号发货')
  const owner = await agent(shop.owner)
  await owner.view('我的')
  await owner.page.getByTitle('今天零点以来店里新开始的会话。').click()
  const dialog = owner.page.getByRole('dialog', { name: '接待' })
  await expect(dialog).toContainText('今天零点以来店里新开始的会话。')
  expect(await barriers(owner.page, 'light')).toEqual([])
  await dialog.getByRole('link').first().click()
  await expect(owner.log).toContainText('几号发货')
})

test('a figure of the week opens the conversations that it counts, and can be sent on', async ({
  shop,
  agent,
}) => {
  const owner = await agent(shop.owner)
  await owner.page.goto(`${shop.server.origin}/shift?figure=at_once`)
  const settled = owner.page.getByRole('dialog', { name: '一次解决率' })
  await expect(settled).toContainText('这段时间里还没有会话。')
  await owner.page.keyboard.press('Escape')
  await expect(settled).toBeHidden()
  await expect(owner.page).toHaveURL(/\/shift$/)

  await ask(shop, '毛巾掉色吗')
  await owner.page.goto(`${shop.server.origin}/desk/all`)
  await owner.open('毛巾掉色吗')
  await owner.reply('不掉色的')
  await owner.page.goto(`${shop.server.origin}/shift`)
  await owner.page.locator('[data-figure="in_time"]').click()
  const dialog = owner.page.getByRole('dialog', { name: '首响达标率' })
  await expect(dialog).toContainText('首次回复没有超过目标时间的比例')
  await expect(owner.page).toHaveURL(/figure=in_time/)
  await expect(dialog.getByRole('link').first()).toBeVisible()
  expect(await barriers(owner.page, 'light')).toEqual([])
  await owner.page.goBack()
  await expect(dialog).toBeHidden()
  await owner.page.goForward()
  await dialog.getByRole('link').first().click()
  await expect(owner.log).toBeVisible()
})

test('after a run of hostile words a break is suggested', async ({ shop, agent }) => {
  const buyer = await ask(shop, '退货为什么不批')
  const mei = await agent(shop.mei)
  await mei.open('退货为什么不批')
  await mei.reply('马上为您看')
  await mei.view('我的')
  await expect(mei.row('马上为您看')).toBeVisible()
  for (const words of ['你们就是骗子', '奸商', '垃圾客服', '给我滚']) await buyer.say(words)
  const notice = mei.page.getByText('歇一会儿', { exact: false })
  await expect(notice).toBeVisible()
  expect(await barriers(mei.page, 'light')).toEqual([])
  await mei.page.getByRole('button', { name: '转给同事' }).click()
  await expect(notice).toBeHidden()
  await expect(mei.page.getByRole('dialog', { name: '转接' })).toBeVisible()
})
