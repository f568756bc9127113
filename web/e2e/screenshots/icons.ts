/** Draws the pictures that an installed app wants from the desk's mark. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { test } from '@playwright/test'

const FOLDER = fileURLToPath(new URL('../../desk/public/', import.meta.url))
/** Systems cut a maskable icon to their own shape: its ground has no corners, and the drawing keeps away from the edge. */
const ICONS = [
  { name: 'icon-192', size: 192, maskable: false },
  { name: 'icon-512', size: 512, maskable: false },
  { name: 'icon-maskable-512', size: 512, maskable: true },
]

test('icons', async ({ browser }) => {
  const mark = await readFile(`${FOLDER}mark.svg`, 'utf8')
  const ground = /fill="(#\w+)"/.exec(mark)![1]!
  for (const { name, size, maskable } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    const inner = maskable ? size * 0.85 : size
    const style = `margin:0;display:grid;place-items:center;height:100vh;${maskable ? `background:${ground}` : ''}`
    await page.setContent(
      `<body style="${style}"><div style="width:${inner}px;height:${inner}px">${mark}</div></body>`,
    )
    await page.screenshot({ path: `${FOLDER}${name}.png`, omitBackground: !maskable })
    await page.close()
  }
})
