import { Agent } from '../people/agent'
import { expect, test } from '../test'

test('a wrong password is told, the right one opens the page that was asked for', async ({
  shop,
  newContext,
  expectTrouble,
}) => {
  expectTrouble(/status of 401/)
  const page = await (await newContext()).newPage()
  await page.goto(`${shop.server.origin}/search`)
  await page.getByLabel('邮箱').fill(shop.mei.email)
  await page.getByLabel('密码', { exact: true }).fill('not my password')
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page.getByRole('alert')).toContainText('邮箱或密码不正确')
  await page.getByLabel('密码', { exact: true }).fill(shop.mei.password)
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page).toHaveURL(/\/search$/)

  await page.getByRole('button', { name: '小美 的账号' }).click()
  await page.getByRole('menuitem', { name: '退出登录' }).click()
  await expect(page.getByRole('button', { name: '登录' })).toBeVisible()
  await new Agent(page, shop.server.origin).signIn(shop.mei)
})
