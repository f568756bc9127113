import { Server } from '../house/server'
import { account } from '../house/shop'
import { Agent } from '../people/agent'
import { Buyer } from '../people/buyer'
import { expect, test } from '../test'

test('an empty server becomes a shop that answers its first question', async ({
  newContext,
  expectTrouble,
}) => {
  expectTrouble(/status of 401/)
  const server = await Server.start()
  try {
    const context = await newContext()
    const page = await context.newPage()
    const boss = account('掌柜的', 'boss')
    await page.goto(server.origin)
    await page.getByLabel('店铺名称').fill('云棉家纺')
    await page.getByLabel('您的名字').fill(boss.name)
    await page.getByLabel('邮箱').fill(boss.email)
    await page.getByLabel('设置密码').fill(boss.password)
    await page.getByRole('button', { name: '创建店铺', exact: true }).click()

    await page.getByRole('button', { name: '创建网页渠道' }).click()
    await expect(page.getByText('widget.js')).toBeVisible()
    await page.getByRole('button', { name: '稍后再做' }).click()
    await page.getByRole('button', { name: '稍后再做' }).click()
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('button', { name: '打开测试页面' }).click(),
    ])
    const shop = new Buyer(tab, tab.url())
    await shop.pressLauncher()
    await shop.write('第一条咨询')
    await expect(page.getByText('收到了！')).toBeVisible()
    await page.getByRole('link', { name: '去接待台回复' }).click()

    const desk = new Agent(page, server.origin)
    await expect(desk.log.getByText('第一条咨询')).toBeVisible()
    await desk.reply('欢迎光临')
    await expect(shop.log.getByText('欢迎光临')).toBeVisible()
    await context.close()
  } finally {
    await server.stop()
  }
})
