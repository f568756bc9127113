import { chromium } from '@playwright/test'
const O = 'http://127.0.0.1:21802'
const D = '/tmp/zg/shots-merge'
const b = await chromium.launch()
async function seat(locale, theme, width, height, email = 'nanzhi') {
  const c = await b.newContext({ viewport: { width, height }, locale, colorScheme: theme, hasTouch: width < 500 })
  const p = await c.newPage()
  await p.addInitScript(([l]) => { try { localStorage.setItem('zhanggui.preferences', JSON.stringify({ locale: l })) } catch {} }, [locale])
  await p.goto(O + '/sign-in')
  await p.evaluate(async (e) => { await fetch('/api/v1/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: e + '@sunnyeaves.example', password: 'sunny-eaves' }) }) }, email)
  return p
}
async function api(p, path) { return p.evaluate(async (u) => (await fetch('/api/v1' + u)).json(), path) }
for (const [name, locale, theme, w, h] of [['zh', 'zh-CN', 'light', 1360, 840], ['en', 'en', 'dark', 1360, 840], ['hant', 'zh-Hant', 'light', 390, 844]]) {
  const p = await seat(locale, theme, w, h)
  const go = async (path, shot) => { await p.goto(O + path); await p.waitForTimeout(1600); if (shot) await p.screenshot({ path: `${D}/${name}-${shot}.png` }) }
  await go('/desk/spam', 'spam-list')
  const spam = await api(p, '/conversations?view=spam')
  for (const [i, one] of spam.items.slice(0, 2).entries()) await go(`/desk/spam/${one.id}`, `spam-${i}`)
  await go('/settings/blocked', 'blocked')
  const all = []
  for (const view of ['all', 'solved', 'snoozed']) all.push(...(await api(p, `/conversations?view=${view}&limit=100`)).items)
  let merged
  for (const one of all) {
    const m = await api(p, `/conversations/${one.id}/messages?limit=100`)
    if (m.items.some((x) => x.event?.name === 'merged')) { merged = one; break }
  }
  if (merged) await go(`/desk/all/${merged.id}`, 'merged')
  const by = new Map()
  for (const one of all) by.set(one.customer.id, [...(by.get(one.customer.id) ?? []), one])
  const twice = [...by.values()].find((x) => x.length > 1)
  const open = (twice ?? all)[0]
  await go(`/desk/all/${open.id}`)
  const more = p.getByRole('button', { name: /更多操作|More/ }).first()
  await more.click(); await p.waitForTimeout(400)
  await p.screenshot({ path: `${D}/${name}-menu.png` })
  await p.getByRole('menuitem', { name: /合并会话|合併對話|Merge/ }).click(); await p.waitForTimeout(900)
  await p.screenshot({ path: `${D}/${name}-merge.png` })
  await p.keyboard.press('Escape'); await p.waitForTimeout(300)
  await more.click(); await p.waitForTimeout(300)
  await p.getByRole('menuitem', { name: /屏蔽客户|封鎖客戶|Block/ }).click(); await p.waitForTimeout(700)
  await p.screenshot({ path: `${D}/${name}-block.png` })
  await p.keyboard.press('Escape'); await p.waitForTimeout(300)
  const bubble = p.getByRole('article').last()
  await bubble.hover()
  const dots = bubble.getByRole('button').last()
  await dots.click({ force: true }).catch(() => {}); await p.waitForTimeout(300)
  const item = p.getByRole('menuitem', { name: /拆成新|Split/ })
  if (await item.count()) { await item.click(); await p.waitForTimeout(700); await p.screenshot({ path: `${D}/${name}-split.png` }) }
  await p.context().close()
}
await b.close()
