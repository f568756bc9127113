import { Api } from '../house/api'
import { expect, test } from '../test'

const MESSAGES = 300

test('older messages come in above without moving what is being read', async ({ shop, agent }) => {
  test.slow()
  const visitor = new Api(shop.server.origin)
  await visitor.visit(shop.key, shop.site.url)
  for (let n = 1; n <= MESSAGES; n += 1)
    await visitor.say(`第 ${n} 条${'，很长的一句话'.repeat(n % 9)}`)
  const mei = await agent(shop.mei)
  await mei.open(`第 ${MESSAGES} 条`)
  await expect(mei.log.getByText(`第 ${MESSAGES} 条`)).toBeInViewport()

  let oldest = MESSAGES
  for (let round = 0; round < 40 && oldest > 1; round += 1) {
    const jumped = await mei.log.evaluate(scrollAndWatch)
    expect(jumped.worst, `while the top was ${jumped.top}`).toBeLessThanOrEqual(2)
    oldest = Number(/第 (\d+) 条/.exec(jumped.top)?.[1] ?? oldest)
  }
  await expect(mei.log.getByText(/^第 1 条/)).toBeVisible()
})

/** Scrolls up a little, then watches how far what stands there moves while history is put above it. */
async function scrollAndWatch(log: Element): Promise<{ worst: number; top: string }> {
  log.scrollTop -= 600
  await new Promise((resolve) => requestAnimationFrame(resolve))
  await new Promise((resolve) => requestAnimationFrame(resolve))
  const edge = log.getBoundingClientRect().top
  const anchor = [...log.querySelectorAll('article')].find(
    (article) => article.getBoundingClientRect().top >= edge,
  )!
  const at = anchor.getBoundingClientRect().top
  let worst = 0
  for (let n = 0; n < 20; n += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
    worst = Math.max(worst, Math.abs(anchor.getBoundingClientRect().top - at))
  }
  return { worst, top: anchor.textContent ?? '' }
}
