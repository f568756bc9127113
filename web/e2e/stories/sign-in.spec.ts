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

test('who is signed in elsewhere is sent out: one, then all others', async ({
  shop,
  agent,
  expectTrouble,
}) => {
  expectTrouble(/status of 401/)
  const tablet = await agent(shop.jun)
  const phone = await agent(shop.jun)
  const { page } = await agent(shop.jun)
  await page.goto(`${shop.server.origin}/settings/profile`)
  const others = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: /^(退出|再按一次确认)$/ }) })
  // The invitation was accepted in a browser too.
  await expect(others).toHaveCount(3)
  await others.first().getByRole('button').click()
  await page.getByRole('button', { name: '再按一次确认' }).click()
  await expect(page.getByText('已让该设备退出')).toBeVisible()
  await expect(others).toHaveCount(2)

  await page.getByRole('button', { name: '退出其他所有设备' }).click()
  await page.getByRole('button', { name: '再按一次确认' }).click()
  await expect(page.getByText('其他设备都已退出')).toBeVisible()
  await expect(others).toHaveCount(0)
  for (const left of [tablet, phone]) {
    await expect(left.page.getByRole('button', { name: '登录', exact: true })).toBeVisible()
  }
  await expect(page.getByText('本机', { exact: true })).toBeVisible()
})
