/** The requests of inboxes that are mailboxes, and of the mail that came into them. */
import { Refused } from '@zhanggui/api'
import * as api from '@zhanggui/api/gen'
import type { Mailbox, MailboxChange } from '@zhanggui/api/gen'
import { answer } from '@/live/http'

export type {
  DirectionCheck,
  Mailbox,
  MailboxChange,
  MailboxCheck,
  MailContent,
  MailServer,
  ReceivedMail,
} from '@zhanggui/api/gen'

/** What somebody looks at: what waits for them, or what they put away. */
export type MailPile = 'set_aside' | 'dismissed'

/** None where the inbox is not connected yet. */
export async function showMailbox(inbox_id: string): Promise<Mailbox | null> {
  try {
    return await answer(api.showMailbox({ path: { id: inbox_id } }))
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 404) return null
    throw error
  }
}

export const connectMailbox = (inbox_id: string, body: MailboxChange): Promise<Mailbox> =>
  answer(api.connectMailbox({ path: { id: inbox_id }, body }))
/** Something to tell success by: the answer itself is empty. */
export const disconnectMailbox = async (inbox_id: string): Promise<true> => {
  await answer(api.disconnectMailbox({ path: { id: inbox_id } }))
  return true
}
export const checkMailbox = (inbox_id: string, body: MailboxChange) =>
  answer(api.checkMailbox({ path: { id: inbox_id }, body }))

export const listMails = (inbox_id: string, state: MailPile, after?: string) =>
  answer(api.listMails({ query: { inbox_id, state, ...(after && { after }) } }))
export const showMail = (id: string) => answer(api.showMail({ path: { id } }))
export const acceptMail = (id: string) => answer(api.acceptMail({ path: { id } }))
export const dismissMail = (id: string) => answer(api.dismissMail({ path: { id } }))
export const restoreMail = (id: string) => answer(api.restoreMail({ path: { id } }))
export const showMessageMail = (id: string) => answer(api.showMessageMail({ path: { id } }))

export const showConversationMail = (conversation_id: string) =>
  answer(api.showConversationMail({ path: { id: conversation_id } }))
export const sendMailAgain = (conversation_id: string) =>
  answer(api.sendMailAgain({ path: { id: conversation_id } }))

/** Where the mail itself is fetched, as it came. */
export const mailPath = (id: string) => `/api/v1/mails/${id}/raw`
/** The same, for whoever reads the message that it became. */
export const messageMailPath = (message_id: string) => `/api/v1/messages/${message_id}/mail/raw`

export const mailKeys = {
  mailbox: (inbox_id: string) => ['mailbox', inbox_id] as const,
  mails: (inbox_id: string) => ['mails', inbox_id] as const,
  pile: (inbox_id: string, state: MailPile) => ['mails', inbox_id, state] as const,
  mail: (id: string) => ['mail', id] as const,
  ofConversation: (id: string) => ['mail', 'conversation', id] as const,
  ofMessage: (id: string) => ['mail', 'message', id] as const,
}
