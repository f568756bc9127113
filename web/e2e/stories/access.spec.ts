import { Server } from '../house/server'
import { ask } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

const PAGES = [
  '/search',
  '/settings/profile',
  '/settings/appearance',
  '/settings/shop',
  '/settings/inboxes',
  '/settings/staff',
  '/settings/sign_in',
  '/settings/tokens',
  '/settings/webhooks',
  '/settings/outbox',
  '/settings/audit',
]

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test('nothing on the workbench keeps anybody out', async ({ shop, agent }) => {
      test.slow()
      await ask(shop, `无障碍 ${colorScheme}`)
      const boss = await agent(shop.owner, { colorScheme })
      expect(await barriers(boss.page, colorScheme)).toEqual([])
      await boss.open(`无障碍 ${colorScheme}`)
      await boss.reply('回复')
      await boss.note('备注')
      await expect(boss.log.getByText('仅同事可见')).toBeVisible()
      expect(await barriers(boss.page, colorScheme)).toEqual([])
      await boss.page.keyboard.press('Escape')
      await boss.page.keyboard.press('Control+k')
      await expect(boss.page.getByRole('dialog')).toBeVisible()
      expect(await barriers(boss.page, colorScheme)).toEqual([])
      for (const path of [...PAGES, `/settings/inboxes/${shop.inboxId}`]) {
        await boss.page.goto(shop.server.origin + path)
        await expect(boss.page.getByRole('heading').first()).toBeVisible()
        expect(await barriers(boss.page, colorScheme), path).toEqual([])
      }
    })

    test('nothing in the widget keeps anybody out', async ({ shop, agent, buyer, newContext }) => {
      const lin = await buyer({ colorScheme })
      await lin.ask(`看得清吗 ${colorScheme}`)
      const mei = await agent(shop.mei)
      await mei.open(`看得清吗 ${colorScheme}`)
      await mei.reply('看得清')
      await expect(lin.log.getByText('看得清', { exact: true })).toBeVisible()
      // By its own address: the inspector does not enter closed roots.
      const page = await (await newContext({ colorScheme })).newPage()
      await page.goto(`${shop.server.origin}/widget/panel?key=${shop.key}&standalone=1`)
      await page.getByRole('textbox').fill('独立页面')
      await page.getByRole('textbox').press('Enter')
      await expect(page.getByText('已送达')).toBeVisible()
      expect(await barriers(page, colorScheme)).toEqual([])
    })

    test('nothing at the door keeps anybody out', async ({ shop, newContext, expectTrouble }) => {
      expectTrouble(/status of 401/)
      const empty = await Server.start()
      try {
        const page = await (await newContext({ colorScheme })).newPage()
        await page.goto(`${empty.origin}/setup`)
        await expect(page.getByLabel('店铺名称')).toBeVisible()
        expect(await barriers(page, colorScheme)).toEqual([])
        await page.goto(`${shop.server.origin}/sign-in`)
        await expect(page.getByLabel('邮箱')).toBeVisible()
        expect(await barriers(page, colorScheme)).toEqual([])
      } finally {
        await empty.stop()
      }
    })
  })
}
