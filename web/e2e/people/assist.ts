/** Somebody who types in another program, with the assist panel beside it. */
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test'
import type { Account } from '../house/shop'

/** As narrow as it gets. */
export const BESIDE = { width: 320, height: 640 }

/** All that stands in a field is chosen. */
const isChosen = (box: HTMLElement | SVGElement) => {
  const { selectionStart, selectionEnd, value } = box as HTMLTextAreaElement
  return selectionStart === 0 && selectionEnd === value.length
}

export class Assist {
  constructor(
    readonly page: Page,
    readonly origin: string,
  ) {}

  /** Opens the panel and signs in on the way. */
  static async open(
    context: BrowserContext,
    origin: string,
    { email, password }: Account,
  ): Promise<Assist> {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
    const page = await context.newPage()
    await page.goto(`${origin}/assist`)
    await page.getByLabel('邮箱').fill(email)
    await page.getByLabel('密码', { exact: true }).fill(password)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    const assist = new Assist(page, origin)
    await expect(assist.field).toBeFocused()
    return assist
  }

  get field(): Locator {
    return this.page.getByRole('textbox', { name: '客户的话' })
  }

  get answers(): Locator {
    return this.page.getByRole('region', { name: '答案' })
  }

  /** What stands in the field is answered. */
  answered(): Promise<void> {
    return expect(this.answers).toHaveAttribute('aria-busy', 'false')
  }

  /** The question stands chosen in its field: a digit is no word of it any more. */
  rests(): Promise<void> {
    return expect.poll(() => this.field.evaluate(isChosen)).toBe(true)
  }

  /** Copies in the other program and pastes here. */
  async paste(words: string): Promise<void> {
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), words)
    await this.page.keyboard.press('Control+v')
  }

  clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText())
  }
}
