/** Somebody at the desk. */
import { expect, type Locator, type Page } from '@playwright/test'
import type { Account } from '../house/shop'

/** A page to ask for a session from, with nothing on it. */
const DOOR = '<link rel="icon" href="data:,">'

export class Agent {
  constructor(
    readonly page: Page,
    readonly origin: string,
  ) {}

  async signIn({ email, password }: Account): Promise<void> {
    await this.page.goto(`${this.origin}/sign-in`)
    await this.page.getByLabel('邮箱').fill(email)
    await this.page.getByLabel('密码', { exact: true }).fill(password)
    await this.page.getByRole('button', { name: '登录', exact: true }).click()
    await this.seesDesk()
  }

  /** Comes with a session that was begun before. */
  async comeIn({ email, password }: Account): Promise<void> {
    const door = `${this.origin}/door`
    await this.page.route(door, (route) => route.fulfill({ contentType: 'text/html', body: DOOR }))
    await this.page.goto(door)
    await this.page.evaluate(
      (body) =>
        fetch('/api/v1/session', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        }),
      JSON.stringify({ email, password }),
    )
    await this.page.goto(`${this.origin}/desk`)
    await this.seesDesk()
  }

  private seesDesk(): Promise<void> {
    return expect(this.views).toBeVisible()
  }

  get views(): Locator {
    return this.page.getByRole('navigation', { name: '视图' })
  }

  async view(name: '我的' | '排队' | '全部' | '稍后' | '已解决'): Promise<void> {
    await this.views.getByText(name).click()
  }

  row(text: string): Locator {
    return this.page.getByRole('option').filter({ hasText: text })
  }

  async open(text: string, view: '我的' | '排队' | '全部' = '全部'): Promise<void> {
    await this.view(view)
    const row = this.row(text)
    const id = (await row.getAttribute('id'))!.replace('conversation-', '')
    await row.click()
    // The log in sight may still be that of the conversation before.
    await expect(this.page).toHaveURL(new RegExp(id))
    await expect(this.log).toBeVisible()
  }

  get log(): Locator {
    return this.page.getByRole('log')
  }

  get field(): Locator {
    return this.page.getByLabel('写回复')
  }

  async reply(text: string): Promise<void> {
    await this.field.fill(text)
    await this.field.press('Enter')
  }

  async mode(name: '回复' | '备注'): Promise<void> {
    await this.page.getByLabel('回复或备注').getByText(name).click()
  }

  async note(text: string): Promise<void> {
    await this.mode('备注')
    await this.page.getByLabel('写备注').fill(text)
    await this.page.getByLabel('写备注').press('Enter')
  }
}
