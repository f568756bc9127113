/** The shapes the desk works with: the API's own, with what its answers always carry made certain. */
import type * as api from '@zhanggui/api/gen'

export type { StaffPresence as SeenPresence } from '@zhanggui/api/gen'
export type { Card, Draft, Presence, Status, TodayFigures as Today } from '@zhanggui/api/gen'

/** The server writes every field; a missing value is null. */
type Complete<T> = {
  [K in keyof T]-?: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K]
}

export type ViewId = api.View
export type View = api.ViewCount
export type MessageKind = api.Kind
export type Author = api.Author
/** The customer, or a machine that speaks for the customer. */
export const isTheirs = (author: Author) => author === 'customer' || author === 'machine'
export type Staff = api.Staff
export type Inbox = api.Inbox
export type StoredFile = api.FileView
export type Message = Complete<api.Message>
export type LastMessage = api.LastMessage
export type CustomerBrief = Complete<api.CustomerBrief>
export type Customer = Complete<api.Customer>

export interface Conversation extends Omit<Complete<api.Conversation>, 'customer'> {
  customer: CustomerBrief
}

export interface ConversationDetail {
  conversation: Conversation
  customer: Customer
  viewers: string[]
  customer_online: boolean
  draft: api.Draft | null
  seq: number
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
    /** Whose words were erased; the conversation itself may be gone. */
    conversation_id?: string
  }
}
