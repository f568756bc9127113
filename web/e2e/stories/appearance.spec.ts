import { expect, test } from '../test'

test('language and theme are chosen once and kept', async ({ shop, agent }) => {
  const mei = await agent(shop.mei)
  const html = mei.page.locator('html')
  await expect(html).toHaveAttribute('lang', 'zh-CN')
  await mei.page.getByRole('button', { name: '语言' }).click()
  await mei.page.getByRole('menuitemradio', { name: 'English' }).click()
  await expect(mei.page.getByRole('navigation', { name: 'Views' })).toBeVisible()
  await mei.page.getByRole('button', { name: /dark/i }).click()
  await expect(html).toHaveAttribute('data-theme', 'dark')

  await mei.page.reload()
  await expect(html).toHaveAttribute('lang', 'en')
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await mei.page.getByRole('button', { name: 'Language' }).click()
  await mei.page.getByRole('menuitemradio', { name: '繁體中文' }).click()
  await expect(mei.page.getByRole('button', { name: '語言' })).toBeVisible()
})

test('a buyer reads the widget in the language chosen there', async ({ buyer }) => {
  const lin = await buyer()
  await lin.openPanel()
  await lin.panel.getByRole('button', { name: '设置' }).click()
  await lin.panel.getByRole('radio', { name: 'English' }).click()
  await expect(lin.panel.getByPlaceholder('Write a message')).toBeVisible()
  await lin.arrive()
  await lin.pressLauncher()
  await expect(lin.panel.getByPlaceholder('Write a message')).toBeVisible()
})
