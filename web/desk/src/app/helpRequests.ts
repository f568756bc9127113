/** The requests about help that colleagues ask of each other. */
import * as api from '@zhanggui/api/gen'
import type { HelpRequest } from '@zhanggui/api/gen'
import { answer } from '@/live/http'

export type { HelpRequest } from '@zhanggui/api/gen'

/** Who is asked: a colleague or a group. */
export interface Asked {
  staff_id: string | null
  group_id: string | null
}

export const listHelpRequests = async (): Promise<HelpRequest[]> =>
  (await answer(api.listHelpRequests())).items
export const askForHelp = (id: string, asked: Asked, text: string) =>
  answer(api.askForHelp({ path: { id }, body: { client_id: crypto.randomUUID(), ...asked, text } }))
export const answerHelpRequest = (id: string, text: string) =>
  answer(api.answerHelpRequest({ path: { id }, body: { client_id: crypto.randomUUID(), text } }))
export const closeHelpRequest = (id: string) => answer(api.closeHelpRequest({ path: { id } }))
