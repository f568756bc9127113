import { readFile } from 'node:fs/promises'
import { picture } from '../house/picture'
import { pasteFile } from '../people/paste'
import { expect, test } from '../test'

test('pictures that are chosen or pasted are seen on both sides', async ({
  shop,
  agent,
  buyer,
}) => {
  const lin = await buyer()
  await lin.ask('收到的被子有污渍')
  const mei = await agent(shop.mei)
  await mei.open('收到的被子有污渍')

  await lin.panel
    .locator('input[type=file]')
    .setInputFiles({ name: '污渍.png', mimeType: 'image/png', buffer: picture() })
  const received = mei.log.getByRole('img', { name: '污渍.png' })
  await expect(received).toBeVisible()
  // It is there before its bytes are.
  await expect
    .poll(() => received.evaluate((img: HTMLImageElement) => img.naturalWidth))
    .toBeGreaterThan(0)

  await pasteFile(mei.field, '示意.png', 'image/png', picture(200, 100))
  await expect(mei.page.getByRole('button', { name: '移除 示意.png' })).toBeVisible()
  await mei.field.press('Enter')
  const answered = lin.log.getByRole('img', { name: /示意\.png/ })
  await expect(answered).toBeVisible()
  await expect
    .poll(() => answered.evaluate((img: HTMLImageElement) => img.naturalWidth))
    .toBeGreaterThan(0)
})

test('a web page sent as a file is downloaded, never shown', async ({ shop, agent, buyer }) => {
  const lin = await buyer()
  await lin.ask('看看这个文件')
  const mei = await agent(shop.mei)
  await mei.open('看看这个文件')
  const hostile = '<script>document.title = "taken over"</script>'
  await lin.panel
    .locator('input[type=file]')
    .setInputFiles({ name: '优惠.html', mimeType: 'text/html', buffer: Buffer.from(hostile) })

  const link = mei.log.getByRole('link', { name: '下载 优惠.html' })
  const [download] = await Promise.all([mei.page.waitForEvent('download'), link.click()])
  expect(await readFile(await download.path(), 'utf8')).toBe(hostile)

  const address = new URL((await link.getAttribute('href'))!, shop.server.origin)
  const response = await fetch(address)
  expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(response.headers.get('content-security-policy')).toContain('sandbox')
  expect(response.headers.get('content-type')).not.toContain('html')
})
