/** What goes over the line, by the schemas of the API; `Data` and `Message` differ between desk and widget. */
import type * as schema from './gen/types.gen'

export type MessageKind = Exclude<schema.Kind, 'event'>
export type ClientFrame = schema.ClientFrame
export type Hello = Extract<ClientFrame, { type: 'hello' }>
export type Send = Extract<ClientFrame, { type: 'send' }>

type From = schema.ServerFrame
export type Welcome = Extract<From, { type: 'welcome' }>
export type Nack = Extract<From, { type: 'nack' }>
/** Nobody writes outside of a conversation; what is not known is left out. */
export type Typing = Omit<
  Extract<From, { type: 'typing' }>,
  'conversation_id' | 'name' | 'text'
> & { conversation_id: string; name?: string; text?: string }
export type EventFrame<Data> = Omit<schema.EventFrame, 'data'> & { type: 'event'; data: Data }
export type Ack<Message> = Omit<Extract<From, { type: 'ack' }>, 'message'> & { message: Message }

export type ServerFrame<Data, Message> =
  | Exclude<From, { type: 'event' | 'ack' | 'typing' }>
  | Typing
  | EventFrame<Data>
  | Ack<Message>
