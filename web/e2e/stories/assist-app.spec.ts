import { known } from '../house/knowledge'
import { Assist, BESIDE } from '../people/assist'
import { expect, test } from '../test'

interface Manifest {
  name: string
  start_url: string
  scope: string
  icons: { src: string; sizes: string; type: string }[]
}

test('the desk opens the panel in a window of its own', async ({ shop, agent }) => {
  const { page } = await agent(shop.mei)
  await page.getByRole('button', { name: '小美 的账号' }).click()
  const opening = page.waitForEvent('popup')
  await page.getByRole('menuitem', { name: '打开答复助手' }).click()
  const panel = await opening
  await expect(panel.getByRole('textbox', { name: '客户的话' })).toBeFocused()
})

test('the panel can be installed, in the reader’s language', async ({
  shop,
  newContext,
  expectTrouble,
}) => {
  expectTrouble(/status of 401/)
  const { origin } = shop.server
  const { page } = await Assist.open(await newContext({ viewport: BESIDE }), origin, shop.jun)
  const link = page.locator('link[rel=manifest]')
  const address = async () => `${origin}${await link.getAttribute('href')}`
  const answer = await page.request.get(await address())
  expect(answer.headers()['content-type']).toBe('application/manifest+json')
  const manifest = (await answer.json()) as Manifest
  expect(manifest).toMatchObject({
    name: '掌柜 · 答复助手',
    start_url: '/assist',
    scope: '/assist',
  })
  for (const { src, type } of manifest.icons) {
    const icon = await page.request.get(origin + src)
    expect([icon.status(), icon.headers()['content-type']]).toEqual([200, type])
  }
  const client = await page.context().newCDPSession(page)
  const { installabilityErrors } = await client.send('Page.getInstallabilityErrors')
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])

  // A window of the same browser, where the reader chooses another language.
  const desk = await page.context().newPage()
  await desk.setViewportSize({ width: 1280, height: 800 })
  await desk.goto(`${origin}/desk`)
  await desk.getByRole('button', { name: '语言' }).click()
  await desk.getByRole('menuitemradio', { name: 'English' }).click()
  await expect(page.getByRole('heading', { name: 'Assist' })).toBeVisible()
  expect(await (await page.request.get(await address())).json()).toMatchObject({
    name: 'Zhanggui · Assist',
    lang: 'en',
  })
})

test('without a network the panel opens, says so, and answers once it is back', async ({
  shop,
  newContext,
  expectTrouble,
}) => {
  expectTrouble(/status of 401|net::ERR_|Failed to load/)
  await known(shop.api, '怎么退货', [{ content: ['七天内都可以退。'] }])
  const context = await newContext({ viewport: BESIDE })
  const panel = await Assist.open(context, shop.server.origin, shop.mei)
  const { page, field, answers } = panel
  await panel.paste('怎么退货')
  await expect(answers.getByText('七天内都可以退。')).toBeVisible()
  const kept = () =>
    page.evaluate(async () => {
      const names = await caches.keys()
      const shelves = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
      return shelves.flat().map(({ url }) => new URL(url).pathname)
    })
  await expect.poll(kept).toContain('/assist')
  expect(
    (await kept()).filter((path) => !/^\/(assist|theme\.js|mark\.svg|assets\/.+)$/.test(path)),
  ).toEqual([])

  await context.setOffline(true)
  await page.reload()
  await expect(page.getByText('连不上服务器')).toBeVisible()
  await field.fill('怎么退货')
  await field.press('Enter')
  await expect(answers).toBeHidden()
  await context.setOffline(false)
  await expect(page.getByText('连不上服务器')).toBeHidden()
  await expect(answers.getByText('七天内都可以退。')).toBeVisible()
})

test('a session that ended elsewhere asks to sign in again, and keeps what was written', async ({
  shop,
  newContext,
  expectTrouble,
}) => {
  expectTrouble(/status of 401/)
  const context = await newContext({ viewport: BESIDE })
  const { page, field } = await Assist.open(context, shop.server.origin, shop.owner)
  await context.clearCookies()
  await field.fill('怎么退货')
  await field.press('Enter')
  await page.getByRole('link', { name: '重新登录' }).waitFor()
  await expect(field).toHaveValue('怎么退货')
  await page.getByRole('link', { name: '重新登录' }).click()
  await expect(page).toHaveURL(/\/sign-in\?next=\/assist$/)
})
