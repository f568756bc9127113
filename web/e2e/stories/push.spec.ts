import type { Page } from '@playwright/test'
import { Api } from '../house/api'
import { PushService } from '../house/pushService'
import { ask } from '../house/shop'
import { Device, subscribesAt } from '../people/device'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

const ALERTS = '/settings/appearance'
const here = (page: Page) => page.getByRole('switch', { name: '在这台设备上通知我' })

test('whoever closed the desk is told on the device, and the note leads to the conversation', async ({
  shop,
  agent,
  expectTrouble,
}) => {
  // The page beside the desk has no icon.
  expectTrouble(/favicon/)
  const service = await PushService.start()
  const mei = await agent(shop.mei, { permissions: ['notifications'] })
  const context = mei.page.context()
  await subscribesAt(context, service)
  await mei.page.goto(shop.server.origin + ALERTS)
  await here(mei.page).click()
  const devices = mei.page.getByRole('list', { name: '会收到通知的设备' })
  await expect(devices.getByRole('listitem')).toContainText('本设备')
  await expect(here(mei.page)).toBeChecked()
  expect(await barriers(mei.page, 'light')).toEqual([])

  // A test arrives although the desk is in sight.
  const device = await Device.of(context, shop.server.origin)
  await devices.getByRole('button', { name: /^给 .+ 发测试通知$/ }).click()
  await expect(mei.page.getByText('已交给推送服务，几秒内应当弹出')).toBeVisible()
  await expect.poll(() => service.notes.length).toBe(1)
  await device.receive(service.notes[0]!)
  await expect.poll(() => device.shown()).toEqual(['这台设备可以收到通知了'])

  // Without names, and with the desk closed.
  await mei.page.getByRole('switch', { name: '显示客户姓名' }).click()
  await expect(mei.page.getByRole('switch', { name: '显示客户姓名' })).not.toBeChecked()
  const late = mei.page
    .getByRole('list', { name: '哪些事通知我' })
    .getByRole('checkbox', { name: '快超时和已超时' })
  await late.click()
  await expect(late).not.toBeChecked()
  await expect(here(mei.page)).toBeEnabled()
  await mei.page.close()
  await ask(shop, '我的地址要改成文三路')
  const jun = new Api(shop.server.origin)
  await jun.enter('/session', { email: shop.jun.email, password: shop.jun.password })
  const { items } = await jun.get<{ items: { id: string }[] }>('/conversations?view=all')
  const conversation = items[0]!.id
  await jun.post(`/conversations/${conversation}/messages`, {
    client_id: crypto.randomUUID(),
    kind: 'note',
    text: '@小美 帮忙改一下地址',
  })
  await expect.poll(() => service.notes.length, { timeout: 20_000 }).toBe(2)
  const note = service.notes[1]!
  expect(note).toMatchObject({ kind: 'mentioned', name: null, by: '小军' })
  expect(JSON.stringify(note)).not.toContain('地址')
  await device.receive(note)
  await expect.poll(() => device.shown()).toContain('小军 在 一位客户 的备注里 @了您')

  // Touched, it opens in the desk that is there.
  const desk = await context.newPage()
  // What the desk does last before it hears of notes.
  const renewed = desk.waitForResponse(
    (answer) => answer.url().endsWith('/push_subscriptions') && answer.request().method() === 'PUT',
  )
  await desk.goto(`${shop.server.origin}/desk/mine`)
  expect((await renewed).status()).toBe(200)
  const worker = context.serviceWorkers().find((one) => one.url().endsWith('/push-sw.js'))!
  await worker.evaluate(async (path) => {
    const scope = globalThis as unknown as {
      registration: { getNotifications(): Promise<{ data: { path: string } }[]> }
      NotificationEvent: new (name: string, init: object) => Event
    }
    const notes = await scope.registration.getNotifications()
    const notification = notes.find(({ data }) => data.path === path)
    globalThis.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }))
  }, note.path)
  await expect(desk).toHaveURL(shop.server.origin + note.path)
  await expect(desk.getByRole('log')).toContainText('我的地址要改成文三路')
  const readAt = () =>
    desk.evaluate(async () => {
      const { items } = await (await fetch('/api/v1/notifications')).json()
      return items.find(({ kind }: { kind: string }) => kind === 'mentioned')?.read_at
    })
  await expect.poll(readAt).toBeTruthy()

  // Where no desk is open it opens one, and is read there all the same. Without a touch no worker may open a window: the
  // story goes where the worker would have gone.
  const opened = await worker.evaluate(async (id) => {
    const scope = globalThis as unknown as {
      clients: { matchAll(): Promise<[]>; openWindow(url: string): Promise<null> }
      registration: {
        showNotification(title: string, options: object): Promise<void>
        getNotifications(): Promise<{ data: { id: string } }[]>
      }
      NotificationEvent: new (name: string, init: object) => Event
    }
    scope.clients.matchAll = () => Promise.resolve([])
    const goes = new Promise<string>((resolve) => {
      scope.clients.openWindow = (url) => (resolve(url), Promise.resolve(null))
    })
    await scope.registration.showNotification('', { data: { path: '/desk/mine', id } })
    const notes = await scope.registration.getNotifications()
    const notification = notes.find(({ data }) => data.id === id)
    globalThis.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }))
    return goes
  }, note.id)
  expect(opened).toBe(`/desk/mine?told=${note.id}`)
  const reading = desk.waitForResponse((answer) =>
    answer.url().includes(`/notifications/${note.id}`),
  )
  await desk.goto(shop.server.origin + opened)
  expect((await reading).ok()).toBe(true)
  await expect(desk).toHaveURL(`${shop.server.origin}/desk/mine`)

  await desk.goto(shop.server.origin + ALERTS)
  await expect(here(desk)).toBeChecked()
  await here(desk).click()
  await expect(desk.getByRole('list', { name: '会收到通知的设备' })).toHaveCount(0)
  await service.stop()
})

test('what keeps a browser from it is said in a sentence', async ({
  shop,
  agent,
  expectTrouble,
}) => {
  const blocked = await agent(shop.jun, { permissions: ['clipboard-read'] })
  await blocked.page.goto(shop.server.origin + ALERTS)
  await expect(blocked.page.getByText('浏览器已禁止本站的通知。')).toBeVisible()
  await expect(here(blocked.page)).toBeDisabled()

  // The browser of these stories knows no push service.
  expectTrouble(/push|Push/)
  const allowed = await agent(shop.owner, { permissions: ['notifications'] })
  await allowed.page.goto(shop.server.origin + ALERTS)
  await here(allowed.page).click()
  await expect(allowed.page.getByRole('alert')).toContainText('浏览器连不上它的推送服务')
  await expect(here(allowed.page)).not.toBeChecked()
})
