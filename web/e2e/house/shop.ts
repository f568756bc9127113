/** A shop as most stories need it: an owner, two agents, one inbox and a page with its widget. */
import { Api } from './api'
import { Server } from './server'
import { openSite, type Site } from './site'

const PASSWORD = 'correct horse battery'

export interface Account {
  name: string
  email: string
  password: string
}

export interface Shop {
  server: Server
  site: Site
  key: string
  inboxId: string
  /** The owner's hand on the API. */
  api: Api
  owner: Account
  mei: Account
  jun: Account
  close(): Promise<void>
}

/** Somebody who asks without a browser, where only the desk matters. */
export async function ask(shop: Shop, text: string): Promise<Api> {
  const visitor = new Api(shop.server.origin)
  await visitor.visit(shop.key, shop.site.url)
  await visitor.say(text)
  return visitor
}

export const account = (name: string, mailbox: string): Account => ({
  name,
  email: `${mailbox}@shop.example`,
  password: PASSWORD,
})

export async function openShop(): Promise<Shop> {
  const server = await Server.start()
  const api = new Api(server.origin)
  const owner = account('老板', 'owner')
  await api.enter('/setup', {
    shop_name: '云棉家纺',
    owner_name: owner.name,
    email: owner.email,
    password: owner.password,
    locale: 'zh-CN',
    timezone: 'Asia/Shanghai',
  })
  const mei = await invite(api, server.origin, account('小美', 'mei'))
  const jun = await invite(api, server.origin, account('小军', 'jun'))
  const inbox = await theInbox(api)
  // What stands in a thread is what the people of a story said; stories about the rest switch it on.
  await hush(api)
  const site = await openSite(server.origin, inbox.public_key)
  const close = async () => {
    await site.close()
    await server.stop()
  }
  return { server, site, key: inbox.public_key, inboxId: inbox.id, api, owner, mei, jun, close }
}

async function hush(api: Api): Promise<void> {
  const settings = await api.get<{ messages: object[] }>('/automatic_messages')
  const messages = settings.messages.map((message) => ({ ...message, on: false }))
  await api.put('/automatic_messages', { ...settings, messages, collect_offline: false })
}

async function invite(api: Api, origin: string, who: Account): Promise<Account> {
  const { url } = await api.post<{ url: string }>('/invitations', {
    name: who.name,
    email: who.email,
    role: 'agent',
  })
  const token = url.split('/').at(-1)
  const guest = new Api(origin)
  await guest.enter(`/invitations/by-token/${token}`, { name: who.name, password: who.password })
  return who
}

interface Inbox {
  id: string
  public_key: string
}

async function theInbox(api: Api): Promise<Inbox> {
  const { items } = await api.get<{ items: Inbox[] }>('/inboxes')
  return items[0] ?? (await api.post<Inbox>('/inboxes', { name: '官网客服' }))
}
