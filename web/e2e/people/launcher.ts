import type { Page } from '@playwright/test'

export interface Launcher {
  name: string
  /** Its middle. */
  x: number
  y: number
}

const NAMES = /在线客服|收起客服窗口/

/** Finds the launcher as assistive technology does: it lives in a closed shadow root. */
export async function launcherOf(page: Page): Promise<Launcher | undefined> {
  const devtools = await page.context().newCDPSession(page)
  try {
    const { nodes } = await devtools.send('Accessibility.getFullAXTree')
    const button = nodes.find(
      ({ role, name }) => role?.value === 'button' && NAMES.test(String(name?.value)),
    )
    if (!button?.backendDOMNodeId) return undefined
    const { model } = await devtools.send('DOM.getBoxModel', {
      backendNodeId: button.backendDOMNodeId,
    })
    const [left, top, right, , , bottom] = model.border as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    return { name: String(button.name?.value), x: (left + right) / 2, y: (top + bottom) / 2 }
  } finally {
    await devtools.detach()
  }
}
