/** The lists that colleagues made for themselves, or for all. */
import * as api from '@zhanggui/api/gen'
import type { SavedView as ApiView } from '@zhanggui/api/gen'
import { answer } from '@/live/http'
import type { Said } from '@/live/filter'

export type SavedView = ApiView

export interface ViewContent {
  name: string
  shared: boolean
  filter: Said
}

const seen = ({ version }: SavedView) => ({ 'If-Match': `"${version}"` })

export const listSavedViews = async (): Promise<SavedView[]> =>
  (await answer(api.listSavedViews())).items
export const createSavedView = (content: ViewContent) =>
  answer(api.createSavedView({ body: { client_id: crypto.randomUUID(), ...content } }))
export const replaceSavedView = (view: SavedView, body: ViewContent) =>
  answer(api.replaceSavedView({ path: { id: view.id }, headers: seen(view), body }))
export const deleteSavedView = (id: string) => answer(api.deleteSavedView({ path: { id } }))
export const restoreSavedView = (id: string) => answer(api.restoreSavedView({ path: { id } }))
export const countConversations = (filter: Said, signal: AbortSignal) =>
  answer(api.countConversations({ body: { filter }, signal }))
