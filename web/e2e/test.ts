/** What a story is given: a shop of its file's own, and as many agents and buyers as it asks for. */
import {
  test as base,
  expect,
  type BrowserContext,
  type BrowserContextOptions,
} from '@playwright/test'
import { type Account, openShop, type Shop } from './house/shop'
import { Agent } from './people/agent'
import { Buyer } from './people/buyer'

interface Worker {
  shopOf(file: string): Promise<Shop>
}

interface Story {
  shop: Shop
  agent(account: Account, options?: BrowserContextOptions): Promise<Agent>
  buyer(options?: BrowserContextOptions): Promise<Buyer>
  /** Says which complaints in the console belong to the story. */
  expectTrouble(pattern: RegExp): void
  complaints: { seen: string[]; expected: RegExp[] }
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>
}

export const test = base.extend<Story, Worker>({
  shopOf: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      let open: { file: string; shop: Shop } | undefined
      await use(async (file) => {
        if (open?.file !== file) {
          await open?.shop.close()
          open = { file, shop: await openShop() }
        }
        return open.shop
      })
      await open?.shop.close()
    },
    { scope: 'worker' },
  ],

  // oxlint-disable-next-line rules-of-hooks
  shop: async ({ shopOf }, use, { file }) => use(await shopOf(file)),

  /** No story may end with an error in a console: a refused style or script is one too. */
  complaints: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const complaints: Story['complaints'] = { seen: [], expected: [] }
      await use(complaints)
      const { seen, expected } = complaints
      expect(seen.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([])
    },
    { auto: true },
  ],

  expectTrouble: async ({ complaints }, use) =>
    use((pattern) => void complaints.expected.push(pattern)),

  newContext: async (
    { browser, contextOptions, complaints, locale, timezoneId, viewport },
    use,
  ) => {
    const contexts: BrowserContext[] = []
    await use(async (options) => {
      const context = await browser.newContext({
        ...contextOptions,
        locale,
        timezoneId,
        viewport,
        ...options,
      })
      context.setDefaultTimeout(10_000)
      context.on('console', (message) => {
        if (message.type() !== 'error') return
        complaints.seen.push(`${message.text()} (${message.location().url})`)
      })
      context.on('weberror', (error) => complaints.seen.push(String(error.error())))
      contexts.push(context)
      return context
    })
    await Promise.all(contexts.map((context) => context.close()))
  },

  agent: async ({ newContext, shop }, use) =>
    use(async (account, options) => {
      const context = await newContext(options)
      const agent = new Agent(await context.newPage(), shop.server.origin)
      await agent.comeIn(account)
      return agent
    }),

  buyer: async ({ newContext, shop }, use) =>
    use(async (options) => {
      const context = await newContext(options)
      const buyer = new Buyer(await context.newPage(), shop.site.url)
      await buyer.arrive()
      return buyer
    }),
})

export { expect }
