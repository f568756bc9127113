import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('who writes while nobody is there is told so, and is answered first', async ({
  shop,
  agent,
  buyer,
}) => {
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/automatic-messages`)
  await page.getByRole('button', { name: /没人在线/ }).click()
  await page.getByLabel('文案').fill('{{ shop.name }}的客服走开了，{{ shop.contacts }}')
  await page.getByLabel('简体中文').fill('急事请打 400')
  await expect(page.getByText('云棉家纺的客服走开了，急事请打 400')).toBeVisible()
  await page.getByRole('switch', { name: '没人在线' }).click()
  await page.getByRole('button', { name: /久等致歉/ }).click()
  await page.getByRole('switch', { name: '久等致歉' }).click()
  await page.getByRole('switch', { name: '收集离线留言' }).click()
  expect(await barriers(page, 'light')).toEqual([])
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存', { exact: true })).toBeVisible()
  await page.close()

  const lin = await buyer()
  await lin.ask('羽绒被能机洗吗？')
  await expect(lin.log.getByText('云棉家纺的客服走开了，急事请打 400')).toBeVisible()

  // The list of offline messages is the first thing at the next sign-in, and one key begins with the oldest.
  const mei = await agent(shop.mei)
  await expect(mei.views.getByRole('button', { name: /离线留言/ })).toHaveAttribute(
    'aria-current',
    'page',
  )
  await mei.page.keyboard.press('o')
  await expect(mei.log.getByText('没有客服在线时的留言', { exact: false })).toBeVisible()
  await expect(mei.log.getByText('自动回复')).toBeVisible()
  await expect(mei.page.getByText('这是离线时的留言')).toBeVisible()
  await mei.page.keyboard.press('Alt+Digit0')
  await expect(mei.field).toHaveValue(/我是小美。抱歉让您久等了/)
  await mei.field.press('Enter')
  await expect(lin.log.getByText(/我是小美。抱歉让您久等了/)).toBeVisible()
  await expect(mei.views.getByRole('button', { name: /离线留言/ }).locator('.count')).toHaveCount(0)
})

test('who solves may take leave in words of the shop, once', async ({ shop, agent, buyer }) => {
  const words = { 'zh-CN': '那先这样，有事再找{{ agent.name }}' }
  await shop.api.put('/automatic_messages', {
    messages: [{ kind: 'closing', on: true, texts: [{ words }] }],
  })
  const lin = await buyer()
  await lin.ask('可以开发票吗？')
  const mei = await agent(shop.mei)
  const { page } = mei
  await mei.open('可以开发票吗')
  await mei.reply('可以的，下单时备注抬头')
  await expect(lin.log.getByText('可以的，下单时备注抬头')).toBeVisible()

  const step = page.getByRole('dialog', { name: '结束前道别' })
  await mei.log.focus()
  await page.keyboard.press('e')
  await expect(step).toContainText('那先这样，有事再找小美')
  expect(await barriers(page, 'light')).toEqual([])
  // Escape ends nothing; whoever has nothing to say presses another key.
  await page.keyboard.press('Escape')
  await expect(step).toBeHidden()
  await expect(mei.row('可以的，下单时备注抬头')).toBeVisible()
  await page.keyboard.press('e')
  await expect(step.getByRole('button', { name: '不发送，直接结束' })).toBeVisible()
  await page.keyboard.press('Alt+Enter')
  await expect(page.getByText(/已结束与/)).toBeVisible()
  await expect(step).toBeHidden()
  await expect(lin.log.getByText('那先这样')).toHaveCount(0)
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(mei.row('可以的，下单时备注抬头')).toBeVisible()

  await mei.open('可以的，下单时备注抬头')
  await expect(mei.log).toContainText('小美 重新打开了会话')
  await mei.log.focus()
  await page.keyboard.press('e')
  await expect(step).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(lin.log.getByText('那先这样，有事再找小美')).toBeVisible()
  await expect(mei.row('可以的，下单时备注抬头')).toBeHidden()

  // Undo takes the words back with the end; after that nothing is offered again.
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(lin.log.getByText('消息已撤回')).toBeVisible()
})

test('why a conversation is solved and what is said with it are one step', async ({
  shop,
  agent,
  buyer,
}) => {
  await shop.api.post('/tags/starter_set', {})
  const { items } = await shop.api.get<{ items: { id: string; name: string }[] }>('/tags')
  const root = items.find(({ name }) => name === '结束原因')!.id
  await shop.api.put('/closing_reasons', { policy: 'required', root_id: root })
  await shop.api.put('/automatic_messages', {
    messages: [
      {
        kind: 'closing',
        on: true,
        texts: [
          { words: { 'zh-CN': '有事再来' } },
          { situation: 'after_apology', words: { 'zh-CN': '今天久等了，有事再来' } },
        ],
      },
      { kind: 'apology', on: true, texts: [{ words: { 'zh-CN': '让您久等了，马上看' } }] },
    ],
  })
  const lin = await buyer()
  await lin.ask('被子掉毛')
  const mei = await agent(shop.mei)
  const { page } = mei
  await mei.open('被子掉毛')
  await mei.reply('让您久等了，马上看。给您换一条')
  await expect(lin.log.getByText('给您换一条')).toBeVisible()

  const step = page.getByRole('dialog', { name: '为什么结束会话？' })
  await mei.log.focus()
  await page.keyboard.press('e')
  await expect(step).toContainText('今天久等了，有事再来')
  expect(await barriers(page, 'light')).toEqual([])
  await page.keyboard.press('Escape')
  await expect(step).toBeHidden()
  await expect(mei.row('给您换一条')).toBeVisible()

  await page.keyboard.press('e')
  await expect(step).toContainText('今天久等了，有事再来')
  await page.keyboard.type('yjj')
  await expect(step.getByRole('option')).toHaveText([/已解决/])
  await page.keyboard.press('Shift+Enter')
  await expect(step.getByRole('button', { name: '发送这句并结束会话' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(lin.log.getByText('今天久等了，有事再来')).toBeVisible()
  await expect(mei.row('给您换一条')).toBeHidden()
})
