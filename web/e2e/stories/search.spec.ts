import { ask } from '../house/shop'
import { expect, test } from '../test'

test('what was said is found in Chinese and in English', async ({ shop, agent }) => {
  await ask(shop, '这款蚕丝被可以机洗吗')
  await ask(shop, 'Does the Silk Quilt ship to Singapore?')
  const mei = await agent(shop.mei)
  await mei.page.keyboard.press('g')
  await mei.page.keyboard.press('f')
  const field = mei.page.getByRole('searchbox')
  const results = mei.page.locator('[data-result]')

  await field.fill('机洗')
  await expect(results).toHaveCount(1)
  await expect(results.locator('mark')).toHaveText('机洗')
  await field.fill('singapore quilt')
  await expect(results).toContainText('Silk Quilt')
  await field.fill('没有人说过的话')
  await expect(mei.page.getByText('没有找到“没有人说过的话”')).toBeVisible()

  await field.fill('机洗')
  await results.first().click()
  await expect(mei.log.getByText('这款蚕丝被可以机洗吗')).toBeInViewport()
})
