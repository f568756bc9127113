import { Provider } from '../house/provider'
import { account } from '../house/shop'
import { Agent } from '../people/agent'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('the owner sets up the company’s accounts, and a colleague comes in by the button', async ({
  shop,
  agent,
  expectTrouble,
}) => {
  expectTrouble(/status of 401/)
  const { origin } = shop.server
  const stranger = account('陌生人', 'nobody')
  const provider = await Provider.start([shop.jun, stranger])
  const { page } = await agent(shop.owner)
  await page.goto(`${origin}/settings/sign_in`)
  provider.redirectUrl = await page.getByLabel('回调地址').innerText()
  await page.getByLabel('按钮上的名字').fill('公司账号')
  await page.getByLabel('签发地址').fill(provider.issuer)
  await page.getByLabel('应用编号').fill(provider.clientId)
  await page.getByLabel('应用密钥').fill(provider.clientSecret)
  await page.getByRole('switch', { name: '启用' }).click()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存；留空表示不变')).toBeVisible()
  await page.getByRole('button', { name: '检查连接' }).click()
  await expect(page.getByRole('status').getByText('正常', { exact: true })).toHaveCount(3)
  expect(await barriers(page, 'light')).toEqual([])

  await page.getByRole('button', { name: '老板 的账号' }).click()
  await page.getByRole('menuitem', { name: '退出登录' }).click()
  const button = page.getByRole('button', { name: '用公司账号登录' })
  const people = page.getByRole('heading', { name: '您是哪位？' })

  await test.step('whom nobody invited is told so', async () => {
    await button.click()
    await expect(people).toBeVisible()
    await page.getByRole('link', { name: stranger.name }).click()
    await expect(page.getByText('登录没有成功')).toBeVisible()
    await expect(page.getByText('请让店主邀请您')).toBeVisible()
    expect(await barriers(page, 'light')).toEqual([])
    await page.getByRole('link', { name: '回到登录' }).click()
  })

  await test.step('a colleague arrives where she wanted to go, and her account is linked', async () => {
    await page.goto(`${origin}/settings/profile`)
    expect(await barriers(page, 'light')).toEqual([])
    await button.click()
    await expect(people).toBeVisible()
    await page.getByRole('link', { name: shop.jun.name }).click()
    await expect(page).toHaveURL(`${origin}/settings/profile`)
    await expect(page.getByRole('button', { name: '小军 的账号' })).toBeVisible()
    await expect(page.getByRole('heading', { name: '公司账号' })).toBeVisible()
    await expect(page.getByRole('button', { name: '解除关联' })).toBeVisible()
  })

  await test.step('passwords work beside it', async () => {
    await page.getByRole('button', { name: '小军 的账号' }).click()
    await page.getByRole('menuitem', { name: '退出登录' }).click()
    await new Agent(page, origin).signIn(shop.jun)
  })
  await provider.stop()
})
