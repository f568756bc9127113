import { ask } from '../house/shop'
import { expect, test } from '../test'

test('J and K walk the list, E ends, A takes, Enter writes', async ({ shop, agent }) => {
  for (const text of ['第一位', '第二位', '第三位']) await ask(shop, text)
  const mei = await agent(shop.mei)
  await mei.view('排队')
  await expect(mei.row('第三位')).toBeVisible()
  await mei.page.getByRole('listbox').focus()
  const chosen = mei.page.getByRole('option', { selected: true })
  const press = (key: string) => mei.page.keyboard.press(key)

  await press('j')
  await expect(chosen).toContainText('第一位')
  await press('j')
  await expect(chosen).toContainText('第二位')
  await press('k')
  await expect(chosen).toContainText('第一位')

  await press('Enter')
  await expect(mei.field).toBeFocused()
  await mei.page.keyboard.type('jke')
  await expect(mei.field).toHaveValue('jke')
  await mei.field.fill('')
  await press('Escape')

  await press('e')
  await expect(mei.row('第一位')).toHaveCount(0)
  await expect(chosen).toContainText('第二位')
  await press('a')
  await mei.view('我的')
  await expect(mei.row('第二位')).toBeVisible()
})

test('the palette opens, finds a customer and goes there', async ({ shop, agent }) => {
  await ask(shop, '调色板的客户')
  const { items } = await shop.api.get<{ items: { id: string }[] }>('/customers')
  await shop.api.request('PATCH', `/customers/${items[0]!.id}`, { name: '欧阳晓晓' })
  const mei = await agent(shop.mei)
  await mei.page.keyboard.press('Control+k')
  const palette = mei.page.getByRole('dialog', { name: '命令面板' })
  await palette.getByRole('combobox').fill('欧阳')
  await palette
    .getByRole('option', { name: /欧阳晓晓/ })
    .first()
    .click()
  await expect(palette).toHaveCount(0)
  await expect(mei.page.getByRole('heading', { name: '欧阳晓晓' }).first()).toBeVisible()
})
