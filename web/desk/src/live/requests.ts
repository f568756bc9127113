/** The requests the desk makes. */
import { request } from './http'
import type {
  Card,
  Conversation,
  ConversationDetail,
  Customer,
  Draft,
  Message,
  MessageKind,
  Presence,
  Staff,
  View,
} from './model'
import type { Filter } from './order'
import type { ListPage } from './patch'

export interface Inbox {
  id: string
  name: string
  active: boolean
}

export interface Today {
  received: number
  replied: number
  solved: number
  first_reply_ms_median: number | null
  waiting: number
}

export interface OutgoingMessage {
  client_id: string
  kind: Exclude<MessageKind, 'event'>
  text?: string
  file_id?: string
  card?: Card
  seen_seq?: number
  force?: boolean
}

const PAGE = 50

export async function listConversations(
  filter: Filter,
  after: string | null,
  signal?: AbortSignal,
): Promise<ListPage> {
  const query = { ...filter, after, limit: PAGE }
  const page = await request<Omit<ListPage, 'edge'>>('GET', '/conversations', { query, signal })
  return { ...page, edge: page.next === null ? null : (page.items.at(-1) ?? null) }
}

export const listViews = () => request<{ items: View[]; seq: number }>('GET', '/views')
export const listStaff = () => request<{ items: Staff[] }>('GET', '/staff')
export const listInboxes = () => request<{ items: Inbox[] }>('GET', '/inboxes')
export const today = () => request<Today>('GET', '/figures/today')
export const startTestChat = () => request<{ page_url: string }>('POST', '/test_chat')

export const showConversation = (id: string) =>
  request<ConversationDetail>('GET', `/conversations/${id}`)
export const listMessages = (
  id: string,
  before: number | null,
  limit: number,
  signal?: AbortSignal,
) =>
  request<{ items: Message[]; has_more: boolean; seq: number }>(
    'GET',
    `/conversations/${id}/messages`,
    {
      query: { before, limit },
      signal,
    },
  )
export const recallMessage = (id: string, message: string) =>
  request<Message>('DELETE', `/conversations/${id}/messages/${message}`)

const post = (id: string, verb: string, body?: object) =>
  request<Conversation>('POST', `/conversations/${id}/${verb}`, { body: body ?? {} })
export const assign = (id: string, assignee_id: string | null) =>
  post(id, 'assign', { assignee_id })
export const solve = (id: string) => post(id, 'solve')
export const reopen = (id: string) => post(id, 'reopen')
export const snooze = (id: string, until: string) => post(id, 'snooze', { until })
export const updateConversation = (id: string, body: { stage?: string; touchpoint?: string }) =>
  request<Conversation>('PATCH', `/conversations/${id}`, { body })

export const markRead = (id: string, seq: number) =>
  request<void>('POST', `/conversations/${id}/read`, { body: { seq } })
export const saveDraft = (id: string, text: string, note: boolean) =>
  request<Draft>('PUT', `/conversations/${id}/draft`, { body: { text, note } })
export const discardDraft = (id: string) => request<void>('DELETE', `/conversations/${id}/draft`)

export const showCustomer = (id: string) => request<Customer>('GET', `/customers/${id}`)
export const updateCustomer = (
  id: string,
  body: Partial<Pick<Customer, 'name' | 'tier' | 'note' | 'email' | 'phone' | 'blocked'>>,
) => request<Customer>('PATCH', `/customers/${id}`, { body })
export const setPresence = (presence: Presence) =>
  request<void>('PUT', '/me/presence', { body: { presence } })
