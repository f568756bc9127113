/** What the server tells a buyer, by the schemas of the API. */
import type * as schema from '@zhanggui/api/gen'

export type Agent = schema.AgentBrief
export type StoredFile = schema.FileView
export type Card = schema.Card
export type Message = schema.VisitorMessage
export type Conversation = schema.VisitorConversation
export type ExpectedReply = schema.ExpectedReply
export type Outlook = schema.Outlook
export type Inbox = schema.WidgetInbox
export type BotButton = schema.BotButton
export type HotQuestion = schema.HotQuestion
export type Press = schema.Press
export type QueuePlace = schema.QueuePlace
export type Session = schema.WidgetSession
export type MessagePage = schema.VisitorMessages

/** What an event carries to a buyer. */
export interface EventData {
  message?: Message
  conversation?: Conversation
}
