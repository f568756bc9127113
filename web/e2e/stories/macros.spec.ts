import { ask, type Shop } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

const tag = async (shop: Shop, name: string) =>
  (await shop.api.post<{ id: string }>('/tags', { parent_id: null, name })).id

test('a shop writes its first macro by the keyboard and mends it', async ({
  shop,
  agent,
  expectTrouble,
}) => {
  // What is still to be chosen is refused.
  expectTrouble(/422 .*\/macros/)
  const boss = await agent(shop.owner)
  await boss.page.goto(`${shop.server.origin}/settings/macros`)
  await expect(boss.page.getByText('还没有快捷操作')).toBeVisible()
  expect(await barriers(boss.page, 'light')).toEqual([])
  await boss.page.getByRole('button', { name: '道谢并结束' }).click()
  await expect(boss.page.getByText('结束会话', { exact: true })).toBeVisible()

  await boss.page.getByRole('button', { name: '新建快捷操作' }).click()
  const editor = boss.page.getByRole('dialog', { name: '新建快捷操作' })
  await editor.getByLabel('名称').fill('转售后')
  for (const kind of ['分给', '贴标签', '回复客户']) {
    await editor.getByRole('button', { name: '添加一步' }).click()
    await boss.page.getByRole('menuitem', { name: kind, exact: true }).click()
  }
  const kinds = editor.locator('li > header h3')
  await expect(kinds).toHaveText(['回复客户', '贴标签', '分给'])
  await editor.getByLabel('内容').fill('{{ agent.name }}帮您转给售后同事')
  await expect(editor.getByLabel('预览')).toContainText('帮您转给售后同事')
  await editor.getByRole('button', { name: '上移：分给' }).press('Alt+ArrowUp')
  await expect(kinds).toHaveText(['回复客户', '分给', '贴标签'])
  await editor.getByRole('button', { name: '保存' }).click()
  await expect(editor.getByText('请填写这一项')).toBeVisible()
  await editor.getByRole('button', { name: '去掉：贴标签' }).click()
  expect(await barriers(boss.page, 'light')).toEqual([])
  await editor.getByRole('button', { name: '保存' }).click()
  await expect(editor).toBeHidden()
  await expect(boss.page.getByText('分给自己')).toBeVisible()

  await boss.page.getByRole('button', { name: '「转售后」的操作' }).click()
  await boss.page.getByRole('menuitem', { name: '删除' }).click()
  await expect(boss.page.getByText('分给自己')).toBeHidden()
  await boss.page.getByRole('button', { name: '撤销' }).click()
  await expect(boss.page.getByText('分给自己')).toBeVisible()
})

test('one key does it all, and one click takes it back', async ({ shop, agent }) => {
  const late = await tag(shop, '没收到')
  await shop.api.post('/macros', {
    shared: true,
    name: '没收到货：安抚',
    enabled: true,
    steps: [
      { do: 'reply', text: '我现在就去催' },
      { do: 'tag', tag_ids: [late] },
      { do: 'follow_up', in_minutes: 60, text: '给客户准信' },
    ],
  })
  await ask(shop, '我的包裹呢')
  const mei = await agent(shop.mei)
  await mei.open('我的包裹呢', '排队')
  await mei.page.keyboard.press('m')
  const menu = mei.page.getByRole('dialog', { name: '执行快捷操作' })
  await menu.getByRole('combobox').fill('msdh')
  await expect(menu.getByRole('option')).toHaveCount(1)
  expect(await barriers(mei.page, 'light')).toEqual([])
  await menu.getByRole('combobox').press('Enter')
  await expect(menu).toBeHidden()
  await expect(mei.log).toContainText('我现在就去催')
  const bar = mei.page.getByRole('list', { name: '跟进提醒' })
  await expect(bar.getByText('给客户准信')).toBeVisible()
  const told = mei.page.getByText('「没收到货：安抚」做好了：回复、贴标签和跟进提醒')
  await expect(told).toBeVisible()
  await mei.page.getByRole('button', { name: '撤销' }).click()
  await expect(mei.page.getByText('已撤销', { exact: true })).toBeVisible()
  await expect(bar).toBeHidden()
  await expect(mei.log).not.toContainText('我现在就去催')
})

test('a macro is found behind the slash, below the replies, and run by Enter', async ({
  shop,
  agent,
}) => {
  await shop.api.post('/canned_replies', { shared: true, title: '没收到货', text: '请您稍等' })
  await shop.api.post('/macros', {
    shared: true,
    name: '没收到货：谢过',
    enabled: true,
    steps: [{ do: 'reply', text: '谢谢您告诉我们' }, { do: 'solve' }],
  })
  await ask(shop, '到了到了')
  await ask(shop, '还有一位')
  const mei = await agent(shop.mei)
  await mei.open('到了到了')
  await mei.field.pressSequentially('好的 /msdhx')
  const options = mei.page.getByRole('listbox', { name: '快捷回复' }).getByRole('option')
  await expect(options).toHaveCount(1)
  await expect(options).toContainText('没收到货：谢过')
  expect(await barriers(mei.page, 'light')).toEqual([])
  await mei.field.press('Backspace')
  // Words first: Enter goes on meaning what it meant.
  await expect(options.first()).toHaveText(/请您稍等/)
  await expect(options.first()).toHaveAttribute('aria-selected', 'true')
  await mei.field.pressSequentially('x')
  await mei.field.press('Tab')
  await expect(options).toHaveCount(1)
  await mei.field.press('Enter')
  await expect(mei.page.getByText('「没收到货：谢过」做好了：回复和结束')).toBeVisible()
  // It is solved: what is next is opened.
  await expect(mei.row('谢谢您告诉我们')).toBeHidden()
  await mei.view('已解决')
  await mei.row('谢谢您告诉我们').click()
  await expect(mei.log).toContainText('谢谢您告诉我们')
})

test('what the reply lacks stops the whole, and says what it is', async ({
  shop,
  agent,
  expectTrouble,
}) => {
  expectTrouble(/422 .*\/run/)
  await shop.api.post('/macros', {
    shared: true,
    name: '报单号',
    enabled: true,
    steps: [{ do: 'reply', text: '单号是 {{ order.number }}' }, { do: 'solve' }],
  })
  await ask(shop, '单号发我')
  const mei = await agent(shop.mei)
  await mei.open('单号发我', '排队')
  await mei.page.keyboard.press('m')
  const menu = mei.page.getByRole('dialog', { name: '执行快捷操作' })
  await menu.getByRole('combobox').fill('报单号')
  await expect(menu.getByRole('option')).toHaveCount(1)
  await menu.getByRole('combobox').press('Enter')
  await expect(mei.page.getByText('这个会话里缺：订单号。什么都还没做。')).toBeVisible()
  await expect(mei.page.getByRole('button', { name: '结束会话' })).toBeVisible()
  expect(await barriers(mei.page, 'dark')).toEqual([])
})

test('a reply goes out with buttons, and the buyer answers by pressing one', async ({
  shop,
  agent,
  buyer,
}) => {
  await shop.api.post('/canned_replies', {
    shared: true,
    title: '衬衫补货',
    shortcut: 'bh',
    text: '下周二补货，要给您登记吗？',
    next_steps: ['帮我登记', '先不用了'],
  })
  const lin = await buyer()
  await lin.ask('衬衫什么时候有货')
  const mei = await agent(shop.mei)
  await mei.open('衬衫什么时候有货', '排队')
  await mei.field.fill('/bh')
  await mei.page.getByRole('option', { name: /衬衫补货/ }).click()
  await expect(mei.page.getByRole('list', { name: '随后发送' })).toContainText('帮我登记')
  await mei.field.press('Enter')
  await expect(mei.log.getByRole('list', { name: '下一步按钮' })).toContainText('先不用了')
  await lin.log.getByRole('button', { name: '帮我登记' }).click()
  await expect(mei.log).toContainText('帮我登记')
})
