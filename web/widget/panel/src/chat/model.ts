/** What the server tells a buyer. */

export interface Agent {
  name: string
  avatar_color: number
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
  seq: number
  client_id: string | null
  kind: 'text' | 'image' | 'file' | 'card'
  author: 'customer' | 'agent' | 'bot' | 'automatic' | 'system'
  agent: Agent | null
  text: string | null
  file: StoredFile | null
  card: Card | null
  created_at: string
  recalled_at: string | null
}

export interface Conversation {
  id: string
  status: string
  agent: Agent | null
  agent_read_seq: number
  my_read_seq: number
}

export interface Inbox {
  name: string
  shop_name: string
  greeting: string | null
  theme_color: string | null
  reply_seconds: number | null
  online: boolean
}

export interface Session {
  token: string
  visitor: { customer_id: string; name: string; verified: boolean }
  inbox: Inbox
  conversation: Conversation | null
  seq: number
}

export interface MessagePage {
  items: Message[]
  has_more: boolean
  seq: number
}

/** What an event carries to a buyer. */
export interface EventData {
  message?: Message
  conversation?: Conversation
}
