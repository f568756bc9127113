/** Somebody on the shop's page. */
import { expect, type Frame, type Locator, type Page } from '@playwright/test'
import { launcherOf } from './launcher'

export class Buyer {
  constructor(
    readonly page: Page,
    private readonly shopUrl: string,
  ) {}

  /** Comes to the shop, or looks at the page anew. */
  async arrive(): Promise<void> {
    await this.page.goto(this.shopUrl)
    await this.seesLauncher()
  }

  private seesLauncher(): Promise<void> {
    return expect.poll(() => launcherOf(this.page)).toBeTruthy()
  }

  async openPanel(): Promise<void> {
    await this.pressLauncher()
    await expect(this.field).toBeVisible()
  }

  async pressLauncher(): Promise<void> {
    await this.seesLauncher()
    const { x, y } = (await launcherOf(this.page))!
    await this.page.mouse.click(x, y)
    await expect.poll(() => this.frame()).toBeTruthy()
  }

  /** What a screen reader says of the launcher. */
  async launcherName(): Promise<string | undefined> {
    return (await launcherOf(this.page))?.name
  }

  private frame(): Frame | null {
    return this.page.frame({ url: /\/widget\/panel/ })
  }

  /** The panel: the launcher keeps it in a closed root, where selectors of the page do not reach. */
  get panel(): Frame {
    return this.frame()!
  }

  get log(): Locator {
    return this.panel.getByRole('log')
  }

  get field(): Locator {
    return this.panel.getByRole('textbox')
  }

  async write(text: string): Promise<void> {
    await this.field.fill(text)
    await this.field.press('Enter')
  }

  /** Opens the panel and asks something that has arrived in the shop. */
  async ask(text: string): Promise<void> {
    await this.openPanel()
    await this.write(text)
    await expect(this.panel.getByText('已送达')).toBeVisible()
  }
}
