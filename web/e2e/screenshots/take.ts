/** Takes the README's pictures from the running demo, so that they show what there is. */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  expect,
  type Browser,
  type BrowserContextOptions,
  type Page,
  type PageScreenshotOptions,
  test,
} from '@playwright/test'
import { freePort, Server } from '../house/server'
import { Agent } from '../people/agent'
import { Buyer } from '../people/buyer'

const FOLDER = fileURLToPath(new URL('../../../docs/images/', import.meta.url))
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

interface Demo {
  server: Server
  shopUrl: string
  /** Of an agent of the demo shop. */
  login: { name: string; email: string; password: string }
  owner: { name: string; email: string; password: string }
}

test('pictures of the demo', async ({ browser }) => {
  await mkdir(FOLDER, { recursive: true })
  const demo = await openDemo()
  try {
    await phone(browser, demo)
    await settings(browser, demo)
    await knowledge(browser, demo)
    await assist(browser, demo)
    // Last of the agent's: the language chosen there goes with the account.
    await workbench(browser, demo)
    await widget(browser, demo)
  } finally {
    await demo.server.stop()
  }
})

test('picture of the first run', async ({ browser }) => {
  const server = await Server.start()
  try {
    const page = await open(browser, { colorScheme: 'light' })
    await page.goto(`${server.origin}/setup`)
    await page.getByLabel('店铺名称').fill('云栖家纺')
    await page.getByLabel('您的名字').fill('沈云')
    await page.getByLabel('邮箱').fill('owner@shop.example')
    await page.getByLabel('设置密码').fill('a long pass phrase')
    await page.getByRole('button', { name: '创建店铺', exact: true }).click()
    await page.getByRole('button', { name: '创建网页渠道' }).click()
    await expect(page.getByText('widget.js')).toBeVisible()
    await shot(page, 'setup')
  } finally {
    await server.stop()
  }
})

/** Starts it and reads the addresses and logins it prints. */
async function openDemo(): Promise<Demo> {
  const server = await Server.start(['demo', '--shop-listen', `127.0.0.1:${await freePort()}`])
  const printed = () => server.printed
  await expect.poll(printed, { timeout: 60_000 }).toContain('Ctrl-C')
  const text = printed()
  const password = /密码 password: (\S+)/.exec(text)![1]!
  const logins = [...text.matchAll(/(\S+@\S+) +(\S+)/g)].map(([, email, name]) => ({
    name: name!,
    email: email!,
    password,
  }))
  const shopUrl = /Shop page +(\S+)/.exec(text)![1]!
  return { server, shopUrl, login: logins.at(-2)!, owner: logins[0]! }
}

async function workbench(browser: Browser, { server, login }: Demo): Promise<void> {
  const page = await open(browser, { colorScheme: 'light' })
  const desk = new Agent(page, server.origin)
  await desk.comeIn(login)
  await openRichest(desk)
  await shot(page, 'desk-light-zh')

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('被')
  await expect(page.getByRole('dialog').getByRole('option').nth(4)).toBeVisible()
  await shot(page, 'palette', { x: 320, y: 60, width: 800, height: 500 })
  await page.keyboard.press('Escape')

  await page.goto(`${server.origin}/search?q=快递`)
  await expect(page.locator('[data-result]').first()).toBeVisible()
  await shot(page, 'search')

  await openRichest(desk)
  await page.getByRole('button', { name: '语言' }).click()
  await page.getByRole('menuitemradio', { name: 'English' }).click()
  await page.getByRole('button', { name: /dark/i }).click()
  await page.mouse.move(720, 450)
  await shot(page, 'desk-dark-en')
}

async function settings(browser: Browser, { server, owner }: Demo): Promise<void> {
  const page = await open(browser, { colorScheme: 'light' })
  await new Agent(page, server.origin).comeIn(owner)
  const id = await page.evaluate(async () => {
    const inboxes = await (await fetch('/api/v1/inboxes')).json()
    return inboxes.items[0].id as string
  })
  await page.goto(`${server.origin}/settings/inboxes/${id}`)
  await expect(page.getByText('widget.js')).toBeVisible()
  await shot(page, 'settings-inbox')
}

async function knowledge(browser: Browser, { server, owner }: Demo): Promise<void> {
  const page = await open(browser, { colorScheme: 'light' })
  await new Agent(page, server.origin).comeIn(owner)
  await page.goto(`${server.origin}/knowledge?q=发货`)
  await page.getByRole('option').filter({ hasText: '什么时候发货' }).click()
  await expect(page.getByLabel('答案 1 内容').first()).toBeVisible()
  await shot(page, 'knowledge')

  await page.goto(`${server.origin}/knowledge/sizes`)
  await page.getByRole('link', { name: '云朵轻羽绒服' }).click()
  await page.getByLabel('试一试').fill('给妈妈买，她158 118斤')
  await expect(page.getByText('推荐 L 码', { exact: false })).toBeVisible()
  await shot(page, 'sizes')

  await page.goto(`${server.origin}/knowledge/test`)
  await page
    .getByLabel('要测试的问题')
    .fill('发什么快递\n今天下单啥时候发货\n怎么退货\n洗了会缩水吗\n能再便宜点吗\n你们老板今年几岁')
  await page.getByRole('button', { name: '开始测试' }).click()
  await page.getByRole('button', { expanded: false, name: '今天下单啥时候发货' }).click()
  await shot(page, 'knowledge-test')
}

async function assist(browser: Browser, { server, login }: Demo): Promise<void> {
  const page = await open(browser, { viewport: { width: 400, height: 720 }, colorScheme: 'light' })
  await new Agent(page, server.origin).comeIn(login)
  await page.goto(`${server.origin}/assist`)
  await page.getByRole('textbox', { name: '客户的话' }).fill('亲，今天拍下啥时候能发货呀')
  await page.keyboard.press('Enter')
  // A shop that has just been made learns for a moment.
  await expect(async () => {
    await page.getByRole('button', { name: '查答案' }).click()
    await expect(page.getByText('可以直接用')).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await shot(page, 'assist')
}

async function phone(browser: Browser, { server, login }: Demo): Promise<void> {
  const page = await open(browser, { ...PHONE, colorScheme: 'light' })
  const desk = new Agent(page, server.origin)
  await desk.comeIn(login)
  await openRichest(desk)
  await shot(page, 'desk-phone')
}

async function widget(browser: Browser, { shopUrl }: Demo): Promise<void> {
  for (const [name, options] of [
    ['widget-shop', { viewport: { width: 1280, height: 800 } }],
    ['widget-phone', PHONE],
  ] as const) {
    const buyer = new Buyer(await open(browser, { ...options, colorScheme: 'light' }), shopUrl)
    await buyer.arrive()
    await buyer.ask('您好，这款有现货吗？今天下单什么时候能到杭州？')
    await buyer.page.mouse.move(400, 400)
    await shot(buyer.page, name)
  }
}

/** Opens the conversation that has most kinds of things in it. */
async function openRichest(desk: Agent): Promise<void> {
  const id = await desk.page.evaluate(richest)
  await desk.page.goto(`${desk.origin}/desk/all/${id}`)
  await expect(desk.log.getByRole('article').first()).toBeVisible()
}

/** Runs in the page, where the session is. */
async function richest(): Promise<string> {
  const base = '/api/v1/conversations'
  const list = await (await fetch(`${base}?view=all&limit=50`)).json()
  const best = { id: '', worth: -1 }
  for (const { id } of list.items as { id: string }[]) {
    const page = await (await fetch(`${base}/${id}/messages?limit=50`)).json()
    const messages = page.items as { author: string; kind: string }[]
    const said = messages
      .filter(({ kind }) => kind !== 'event')
      .map(({ author, kind }) => `${author} ${kind}`)
    const worth = new Set(said).size * 10 + Math.min(said.length, 9)
    if (worth > best.worth) Object.assign(best, { id, worth })
  }
  return best.id
}

async function open(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    ...options,
  })
  return context.newPage()
}

type Clip = PageScreenshotOptions['clip']

async function shot(page: Page, name: string, clip?: Clip): Promise<void> {
  // What is fading in is there, and pictures have come.
  await page.waitForTimeout(1_500)
  const path = `${FOLDER}${name}.png`
  await page.screenshot({ path, animations: 'disabled', caret: 'hide', ...(clip && { clip }) })
}
