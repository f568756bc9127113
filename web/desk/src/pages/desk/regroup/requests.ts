/** The requests that make one conversation of two, and two of one. */
import * as api from '@zhanggui/api/gen'
import { answer } from '@/live/http'
import type { Conversation } from '@/live/model'

export interface Regrouping {
  /** The one to go on with. */
  conversation: Conversation
  other: Conversation
  undo_id: string | null
}

const done = async (call: Promise<{ data: api.Regrouping | undefined }>) =>
  (await answer(call)) as Regrouping

/** `into`: which of both goes on, where they are in two inboxes. */
export const merge = (id: string, other: string, into?: string) =>
  done(api.mergeConversation({ path: { id }, body: { with: other, ...(into && { into }) } }))
export const split = (id: string, from_message_id: string) =>
  done(api.splitConversation({ path: { id }, body: { from_message_id } }))
export const undo = (id: string, regrouping_id: string) =>
  done(api.undoRegrouping({ path: { id, regrouping_id } }))
