import { Agent } from '../people/agent'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('a manager makes a link, and whoever forgot the password sets a new one', async ({
  shop,
  agent,
  newContext,
  expectTrouble,
}) => {
  expectTrouble(/status of (401|404)/)
  const { origin } = shop.server
  const boss = await agent(shop.owner)
  const mei = await agent(shop.mei)

  const forgetful = await (await newContext()).newPage()
  await forgetful.goto(`${origin}/sign-in`)
  await expect(forgetful.getByText('请店主或主管给您一个重设链接')).toBeVisible()

  await boss.page.goto(`${origin}/settings/staff`)
  await boss.page.getByRole('button', { name: '小美的更多操作' }).click()
  await boss.page.getByRole('menuitem', { name: '重设密码链接' }).click()
  const dialog = boss.page.getByRole('dialog')
  await expect(dialog).toContainText('重设小美的密码')
  await dialog.getByRole('button', { name: '生成重设链接' }).click()
  const link = await dialog.getByLabel('发给小美的重设链接').innerText()
  expect(await barriers(boss.page, 'light')).toEqual([])
  await dialog.getByRole('button', { name: '好了' }).click()
  await expect(dialog).toBeHidden()

  await forgetful.goto(link)
  await expect(forgetful.getByText('云棉家纺 · m***@shop.example')).toBeVisible()
  expect(await barriers(forgetful, 'light')).toEqual([])
  await forgetful.getByLabel('新密码', { exact: true }).fill('short')
  await forgetful.getByRole('button', { name: '保存新密码' }).click()
  await expect(forgetful.getByRole('heading', { name: '设置新密码' })).toBeVisible()
  await forgetful.getByLabel('新密码', { exact: true }).fill('a fresh sentence')
  await forgetful.getByRole('button', { name: '保存新密码' }).click()
  await expect(forgetful.getByText('新密码已生效')).toBeVisible()

  await test.step('she is signed out where she was', async () => {
    await expect(mei.page.getByLabel('密码', { exact: true })).toBeVisible()
  })

  await test.step('the link is dead, and says what to do', async () => {
    const again = await (await newContext()).newPage()
    await again.goto(link)
    await expect(again.getByText('链接已失效')).toBeVisible()
    expect(await barriers(again, 'light')).toEqual([])
    await again.getByRole('link', { name: '回到登录' }).click()
    await expect(again).toHaveURL(/\/sign-in$/)
  })

  await forgetful.getByRole('link', { name: '登录' }).click()
  await new Agent(forgetful, origin).signIn({ ...shop.mei, password: 'a fresh sentence' })
})
