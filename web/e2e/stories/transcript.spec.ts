import { ask } from '../house/shop'
import { barriers } from '../people/inspector'
import { expect, test } from '../test'

test('a conversation is printed, with notes where they are asked for', async ({ shop, agent }) => {
  await ask(shop, '请把聊天记录发我一份')
  const mei = await agent(shop.mei)
  await mei.open('请把聊天记录发我一份', '排队')
  await mei.note('要走投诉流程')
  await expect(mei.log.getByText('要走投诉流程')).toBeVisible()

  const opened = mei.page.context().waitForEvent('page')
  await mei.page.getByRole('button', { name: '更多操作' }).click()
  await mei.page.getByRole('menuitem', { name: '打印', exact: true }).click()
  const paper = await opened
  await expect(paper.getByText('请把聊天记录发我一份')).toBeVisible()
  await expect(paper.getByText('要走投诉流程')).toHaveCount(0)
  await expect(paper.getByText('云棉家纺')).toBeVisible()
  expect(await barriers(paper, 'dark')).toEqual([])

  await paper.goto(`${paper.url()}?notes=1`)
  await expect(paper.getByText('要走投诉流程')).toBeVisible()
  await expect(paper.getByText('含同事备注，请勿发给客户')).toBeVisible()
  await paper.emulateMedia({ media: 'print' })
  await expect(paper.getByRole('button', { name: '打印' })).toBeHidden()
})
