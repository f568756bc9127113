import { Agent } from '../people/agent'
import { Authenticator } from '../people/authenticator'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('a phone is set up, asked for at the next sign-in, and stood in for when it is lost', async ({
  shop,
  agent,
  newContext,
  expectTrouble,
}) => {
  expectTrouble(/status of (401|422)/)
  const { origin } = shop.server
  const { page } = await agent(shop.mei)
  // Her account was made elsewhere: only at her second sign-in does this browser count as hers.
  await page.getByRole('button', { name: '小美 的账号' }).click()
  await page.getByRole('menuitem', { name: '退出登录' }).click()
  await new Agent(page, origin).signIn(shop.mei)
  await page.goto(`${origin}/settings/profile`)
  await page.getByRole('button', { name: '设置两步验证' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('密码', { exact: true }).fill(shop.mei.password)
  await dialog.getByRole('button', { name: '继续' }).click()
  const phone = new Authenticator(await dialog.locator('code').innerText())
  await dialog.getByLabel('验证器显示的验证码').fill(phone.code())
  expect(await barriers(page, 'light')).toEqual([])
  await dialog.getByRole('button', { name: '开启', exact: true }).click()
  await expect(dialog.getByRole('listitem')).toHaveCount(10)
  const codes = await dialog.getByRole('listitem').allInnerTexts()
  await dialog.getByRole('button', { name: '我已保存好' }).click()
  await expect(page.getByText('还有 10 个恢复码可用')).toBeVisible()

  const elsewhere = await (await newContext()).newPage()
  await elsewhere.goto(`${origin}/search`)
  await elsewhere.getByLabel('邮箱').fill(shop.mei.email)
  await elsewhere.getByLabel('密码', { exact: true }).fill(shop.mei.password)
  await elsewhere.getByRole('button', { name: '登录' }).click()
  await elsewhere.getByLabel('验证码').fill('000000')
  await elsewhere.getByRole('button', { name: '继续' }).click()
  await expect(elsewhere.getByRole('alert')).toContainText('验证码不对')
  expect(await barriers(elsewhere, 'light')).toEqual([])
  // The code that set it up is used; the next one is taken already.
  await elsewhere.getByLabel('验证码').fill(phone.code(1))
  await elsewhere.getByRole('button', { name: '继续' }).click()
  await expect(elsewhere).toHaveURL(/\/search$/)

  await test.step('the first browser hears of the second', async () => {
    await expect(page.getByText('您的账号在新设备上登录了')).toBeVisible()
    await page.getByRole('button', { name: '不是我，让它退出' }).click()
    await expect(elsewhere.getByRole('button', { name: '登录' })).toBeVisible()
    await expect(page.getByText('您的账号在新设备上登录了')).toBeHidden()
  })

  await test.step('without the phone', async () => {
    await elsewhere.getByLabel('邮箱').fill(shop.mei.email)
    await elsewhere.getByLabel('密码', { exact: true }).fill(shop.mei.password)
    await elsewhere.getByRole('button', { name: '登录' }).click()
    await elsewhere.getByRole('button', { name: '手机不在身边' }).click()
    await elsewhere.getByLabel('恢复码').fill(codes[0] ?? '')
    await elsewhere.getByRole('button', { name: '继续' }).click()
    await expect(elsewhere).toHaveURL(/\/search$/)
  })
})
