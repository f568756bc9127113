/** What goes over the line, in both directions. `Data` and `Message` differ between desk and widget. */

export type MessageKind = 'text' | 'image' | 'file' | 'card' | 'note'

export interface Hello {
  type: 'hello'
  /** The last event number known; null starts from now. */
  since: number | null
  token?: string
  client: 'desk' | 'widget'
}

export interface Send {
  type: 'send'
  client_id: string
  conversation_id?: string
  kind: MessageKind
  text?: string
  file_id?: string
  card?: object
  /** The last message the writer had on screen. */
  seen_seq?: number
  /** Send although a colleague answered meanwhile. */
  force?: boolean
}

export type ClientFrame =
  | Hello
  | Send
  | { type: 'watch'; conversation_id: string | null }
  | { type: 'typing'; conversation_id?: string; typing: boolean; text?: string }
  | { type: 'read'; conversation_id?: string; seq: number }
  | { type: 'presence'; presence: string }
  | { type: 'ping'; t: number }

export interface Welcome {
  type: 'welcome'
  seq: number
  /** False: too much was missed, fetch everything anew. */
  resumed: boolean
  heartbeat_seconds: number
}

export interface EventFrame<Data> {
  type: 'event'
  seq: number
  name: string
  at: string
  data: Data
}

export interface Ack<Message> {
  type: 'ack'
  client_id: string
  seq: number
  message: Message
}

export interface Nack {
  type: 'nack'
  client_id: string
  problem: { status: number; code: string; detail?: string; current?: unknown }
}

export interface Typing {
  type: 'typing'
  conversation_id: string
  /** `customer`, the id of a colleague, or to the buyer `agent`. */
  who: string
  name?: string
  typing: boolean
  text?: string
}

export type ServerFrame<Data, Message> =
  | Welcome
  | EventFrame<Data>
  | Ack<Message>
  | Nack
  | Typing
  | { type: 'presence'; staff: { id: string; presence: string }[] }
  | { type: 'viewers'; conversation_id: string; staff_ids: string[] }
  | {
      type: 'customer_online'
      customer_id: string
      online: boolean
      page?: { url: string; title: string }
    }
  | { type: 'views'; items: { id: string; count: number; waiting: number }[] }
  | { type: 'pong'; t: number }
  | { type: 'bye'; code: 'revoked' | 'slow' | 'shutdown' | 'malformed' }
