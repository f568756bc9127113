import { composeAndEnter } from '../people/input_method'
import { expect, test } from '../test'

test('Enter that chooses a word sends nothing, on the desk and in the widget', async ({
  shop,
  agent,
  buyer,
}) => {
  const lin = await buyer()
  await lin.ask('在吗')
  const mei = await agent(shop.mei)
  await mei.open('在吗')

  await lin.field.focus()
  await composeAndEnter(lin.page, 'nihao', '你好')
  await expect(lin.field).toHaveValue('你好')
  await expect(lin.log.getByText('你好')).toHaveCount(0)
  await lin.field.press('Enter')
  await expect(mei.log.getByText('你好')).toBeVisible()

  await mei.field.focus()
  await composeAndEnter(mei.page, 'zaide', '在的')
  await expect(mei.field).toHaveValue('在的')
  await expect(mei.log.getByText('在的')).toHaveCount(0)
  await mei.field.press('Enter')
  await expect(lin.log.getByText('在的')).toBeVisible()
})
