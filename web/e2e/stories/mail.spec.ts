import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('a mailbox is connected, tried out and disconnected', async ({
  shop,
  agent,
  expectTrouble,
}) => {
  test.slow()
  // What is not connected yet, and what was typed wrong, is refused: the browser says so in its console.
  expectTrouble(/status of 404/)
  expectTrouble(/status of 422/)
  const { page } = await agent(shop.owner)
  await page.goto(`${shop.server.origin}/settings/inboxes`)
  await page.getByRole('button', { name: '新建渠道' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('渠道名称').fill('客服邮箱')
  await dialog.getByText('邮箱', { exact: true }).click()
  await dialog.getByRole('button', { name: '新建渠道' }).click()
  await expect(page.getByRole('heading', { name: '客服邮箱' })).toBeVisible()
  await expect(dialog).toBeHidden()

  // The servers follow from the address, until somebody types another.
  const address = page.getByLabel('邮箱地址')
  const [incoming, port] = [page.getByLabel('收信服务器（IMAP）'), page.getByLabel('收信端口')]
  await address.fill('service@163.com')
  await expect(incoming).toHaveValue('imap.163.com')
  await expect(page.getByLabel('发信端口')).toHaveValue('465')
  await expect(page.getByText('填那里给的授权码')).toBeVisible()
  await incoming.fill('127.0.0.1')
  await page.getByLabel('发信服务器（SMTP）').fill('127.0.0.1')
  await address.fill('service@shop.example')
  await expect(incoming).toHaveValue('127.0.0.1')
  await expect(page.getByLabel('登录名')).toHaveValue('service@shop.example')

  // A word that is no server stands beside its field; nothing listens where one is named.
  const password = page.getByLabel('授权码或密码', { exact: true })
  await password.fill('letters')
  await incoming.fill('no server')
  await page.getByRole('button', { name: '试一试' }).click()
  await expect(page.getByText('请填写正确的服务器名')).toBeVisible()
  await incoming.fill('127.0.0.1')
  await port.fill('1')
  await page.getByLabel('发信端口').fill('1')
  await page.getByRole('button', { name: '试一试' }).click()
  const found = page.getByRole('status').getByRole('listitem')
  await expect(found.filter({ hasText: '收信' })).toContainText('连接不上')
  await expect(found.filter({ hasText: '发信' })).toContainText('连接不上')

  await page.getByRole('button', { name: '接通邮箱' }).click()
  await expect(page.getByText('邮箱已接通')).toBeVisible()
  await expect(page.getByRole('heading', { name: '收信情况' })).toBeVisible()
  await expect(password).toHaveValue('')
  await expect(page.getByText('已保存，不会再显示')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])

  await page.getByRole('link', { name: '待处理的邮件' }).click()
  await expect(page.getByText('没有待处理的邮件')).toBeVisible()
  expect(await barriers(page, 'light')).toEqual([])
  await page.getByRole('link', { name: '客服邮箱' }).click()

  // Nobody answers where it lies: the list of inboxes says so, live, and leads there.
  await page.goto(`${shop.server.origin}/settings/inboxes`)
  const listed = page.getByRole('link', { name: '客服邮箱' })
  await expect(listed).toContainText('收不了信', { timeout: 20_000 })
  await expect(listed).toContainText('service@shop.example')
  await expect(listed).toContainText('连接不上')
  expect(await barriers(page, 'light')).toEqual([])
  await listed.click()

  const disconnect = page.getByRole('button', { name: '断开邮箱' })
  await disconnect.click()
  await page.getByRole('button', { name: '再按一次确认' }).click()
  await expect(page.getByText('邮箱已断开')).toBeVisible()
  await expect(page.getByRole('button', { name: '接通邮箱' })).toBeVisible()
  await expect(address).toHaveValue('')
  await page.goto(`${shop.server.origin}/settings/inboxes`)
  await expect(listed).toContainText('没有接通')
})
