/** The shapes of the staff API and socket the desk works with. */

export type Status = 'queued' | 'open' | 'waiting' | 'snoozed' | 'solved'
export type Presence = 'online' | 'busy' | 'away' | 'offline'
export type ViewId = 'mine' | 'queue' | 'all' | 'snoozed' | 'solved'
export type MessageKind = 'text' | 'image' | 'file' | 'card' | 'note' | 'event'
export type Author = 'customer' | 'agent' | 'bot' | 'automatic' | 'system'

export interface Staff {
  id: string
  name: string
  role: string
  avatar_color: number
  active: boolean
  presence: Presence
  title?: string | null
}

export interface StoredFile {
  id: string
  name: string
  mime: string
  size: number
  width?: number | null
  height?: number | null
  url: string
  thumb_url?: string | null
}

export interface Card {
  type: 'product' | 'order' | 'link'
  title: string
  subtitle?: string | null
  price?: string | null
  currency?: string | null
  image_url?: string | null
  url?: string | null
}

export interface Message {
  id: string
  conversation_id: string
  seq: number
  client_id: string | null
  kind: MessageKind
  author: Author
  staff_id: string | null
  text: string | null
  file: StoredFile | null
  card: Card | null
  event: { name: string; data: Record<string, unknown> } | null
  created_at: string
  edited_at: string | null
  recalled_at: string | null
}

export interface LastMessage {
  seq: number
  kind: MessageKind
  author: Author
  preview: string
  at: string
}

export interface Conversation {
  id: string
  number: number
  inbox_id: string
  customer: {
    id: string
    name: string
    tier?: string | null
    verified: boolean
    locale?: string | null
  }
  status: Status
  stage: 'pre_sale' | 'after_sale'
  touchpoint: 'page' | 'enquiry' | 'parcel' | 'after_sale'
  assignee_id: string | null
  snoozed_until: string | null
  waiting_since: string | null
  last_message: LastMessage | null
  customer_messages: number
  /** Mine; null in live frames, which go to many viewers. */
  unread: number | null
  my_read_seq: number | null
  version: number
  imported: boolean
  created_at: string
  updated_at: string
  solved_at: string | null
  customer_read_seq: number
  /** Up to where any colleague has read. */
  staff_read_seq: number
}

export interface Customer {
  id: string
  name: string
  email?: string | null
  phone?: string | null
  locale?: string | null
  tier?: string | null
  note?: string | null
  blocked: boolean
  verified: boolean
  identities: { kind: string; value: string }[]
  first_seen_at: string
  last_seen_at: string
  conversations_count: number
  page?: { url: string; title: string; at: string } | null
}

export interface Draft {
  conversation_id: string
  text: string
  note: boolean
  updated_at: string
}

export interface ConversationDetail {
  conversation: Conversation
  customer: Customer
  viewers: string[]
  draft: Draft | null
  seq: number
}

export interface View {
  id: ViewId
  count: number
  waiting: number
}

/** One durable change of the shop, in the order of `seq`. */
export interface LiveEvent {
  type: 'event'
  seq: number
  name: string
  at: string
  data: {
    message?: Message
    conversation?: Conversation
    /** Who read, or whom it is about. */
    staff_id?: string
    customer_id?: string
    inbox_id?: string
  }
}
