/** The requests of everything but the reception desk itself. */
import { request } from '@/live/http'
import type { Conversation, Customer, Message, Presence } from '@/live/model'

export type Locale = 'zh-CN' | 'zh-Hant' | 'en'
export type Role =
  | 'owner'
  | 'manager'
  | 'lead'
  | 'agent'
  | 'inspector'
  | 'trainer'
  | 'operations'
  | 'viewer'
export const ROLES: Role[] = [
  'owner',
  'manager',
  'lead',
  'agent',
  'inspector',
  'trainer',
  'operations',
  'viewer',
]
export type Permission =
  | 'read_conversations'
  | 'reply'
  | 'write_notes'
  | 'serve_conversations'
  | 'read_customers'
  | 'edit_customers'
  | 'read_figures'
  | 'manage_inboxes'
  | 'manage_shop'
  | 'manage_staff'
  | 'manage_tokens'

export interface Shop {
  id: string
  name: string
  locale: Locale
  timezone: string
  created_at: string
}
export interface Staff {
  id: string
  name: string
  email: string
  role: Role
  title: string | null
  locale: Locale | null
  avatar_color: number
  active: boolean
  presence: Presence
  created_at: string
  last_seen_at: string | null
}
export interface Me {
  staff: Staff
  shop: Shop
  csrf_token: string
  permissions: Permission[]
  seq: number
}
export interface Session {
  id: string
  created_at: string
  last_seen_at: string
  user_agent: string | null
  address: string | null
  current: boolean
}
export interface Invitation {
  id: string
  email: string
  name: string
  role: Role
  created_at: string
  expires_at: string
  accepted_at: string | null
}
export interface ApiToken {
  id: string
  name: string
  scopes: ('read' | 'write')[]
  created_at: string
  expires_at: string | null
  last_used_at: string | null
}
export type Greeting = Partial<Record<Locale, string>>
export interface Inbox {
  id: string
  name: string
  public_key: string
  sites: string[]
  greeting: Greeting | null
  theme_color: string | null
  reply_seconds: number | null
  active: boolean
  first_ping_at: string | null
  last_ping_at: string | null
  script: string
  identity_secret_set: boolean
  created_at: string
}
export type InboxChange = Partial<
  Pick<Inbox, 'name' | 'sites' | 'greeting' | 'theme_color' | 'reply_seconds' | 'active'>
>
export interface MessageHit {
  message: Message
  conversation: Conversation
  snippet: { text: string; hit: boolean }[]
}
export interface Found {
  messages: { items: MessageHit[]; next: string | null; total: number }
  customers: { items: Customer[]; next: string | null; total: number }
}
export type SearchKind = 'messages' | 'customers'

export interface SetupForm {
  shop_name: string
  owner_name: string
  email: string
  password: string
  locale: Locale
  timezone: string
}

interface List<T> {
  items: T[]
}
const items = async <T>(path: string) => (await request<List<T>>('GET', path)).items

export const setupState = () => request<{ needed: boolean; version: string }>('GET', '/setup')
export const setup = (body: SetupForm) => request<Me>('POST', '/setup', { body })
export const signIn = (email: string, password: string) =>
  request<Me>('POST', '/session', { body: { email, password } })
export const signOut = () => request<void>('DELETE', '/session')

export const showMe = () => request<Me>('GET', '/me')
export const updateMe = (
  body: Partial<Pick<Staff, 'name' | 'title' | 'locale' | 'avatar_color'>>,
) => request<Me>('PATCH', '/me', { body })
export const changePassword = (current: string, next: string) =>
  request<void>('POST', '/me/password', { body: { current, new: next } })
export const listSessions = () => items<Session>('/me/sessions')
export const endSession = (id: string) => request<void>('DELETE', `/me/sessions/${id}`)

export const listStaff = () => items<Staff>('/staff')
export const updateStaff = (
  id: string,
  body: Partial<Pick<Staff, 'role' | 'active' | 'name' | 'title'>>,
) => request<Staff>('PATCH', `/staff/${id}`, { body })
export const listInvitations = () => items<Invitation>('/invitations')
export const createInvitation = (body: Pick<Invitation, 'email' | 'name' | 'role'>) =>
  request<Invitation & { url: string }>('POST', '/invitations', { body })
export const revokeInvitation = (id: string) => request<void>('DELETE', `/invitations/${id}`)
export const showInvitation = (token: string) =>
  request<{ shop_name: string; email: string; name: string; role: Role }>(
    'GET',
    `/invitations/by-token/${encodeURIComponent(token)}`,
  )
export const acceptInvitation = (token: string, name: string, password: string) =>
  request<Me>('POST', `/invitations/by-token/${encodeURIComponent(token)}`, {
    body: { name, password },
  })

export const listTokens = () => items<ApiToken>('/tokens')
export const createToken = (body: Pick<ApiToken, 'name' | 'scopes' | 'expires_at'>) =>
  request<ApiToken & { token: string }>('POST', '/tokens', { body })
export const revokeToken = (id: string) => request<void>('DELETE', `/tokens/${id}`)

export const updateShop = (body: Partial<Pick<Shop, 'name' | 'locale' | 'timezone'>>) =>
  request<Shop>('PATCH', '/shop', { body })

export const listInboxes = () => items<Inbox>('/inboxes')
export const createInbox = (name: string) => request<Inbox>('POST', '/inboxes', { body: { name } })
export const updateInbox = (id: string, body: InboxChange) =>
  request<Inbox>('PATCH', `/inboxes/${id}`, { body })
export const rotateIdentitySecret = (id: string) =>
  request<{ secret: string }>('POST', `/inboxes/${id}/identity_secret`)
export const startTestChat = () => request<{ page_url: string }>('POST', '/test_chat')

export const search = (
  query: { q: string; kind?: SearchKind; after?: string | null; limit?: number },
  signal?: AbortSignal,
) => request<Found>('GET', '/search', { query, signal })
export const latestConversation = async (customer_id: string) =>
  (await request<List<Conversation>>('GET', '/conversations', { query: { customer_id, limit: 1 } }))
    .items[0]
