/** The requests about follow-ups. */
import * as api from '@zhanggui/api/gen'
import type { FollowUp } from '@zhanggui/api/gen'
import { answer } from '@/live/http'

export type { FollowUp } from '@zhanggui/api/gen'

export interface NewFollowUp {
  staff_id: string
  text: string
  due_at: string
}

export const listFollowUps = async (): Promise<FollowUp[]> =>
  (await answer(api.listFollowUps())).items
export const listFollowUpsOf = async (id: string): Promise<FollowUp[]> =>
  (await answer(api.listFollowUpsOfConversation({ path: { id } }))).items
export const createFollowUp = (id: string, wanted: NewFollowUp) =>
  answer(api.createFollowUp({ path: { id }, body: { client_id: crypto.randomUUID(), ...wanted } }))
export const updateFollowUp = (id: string, body: api.UpdateFollowUpData['body']) =>
  answer(api.updateFollowUp({ path: { id }, body }))
