/** Conversations as documents. Every reading is recorded. */
import * as api from '@zhanggui/api/gen'
import { answer } from '@/live/http'

export type { Transcript, TranscriptMessage } from '@zhanggui/api/gen'

export const showTranscript = (id: string, notes: boolean) =>
  answer(api.showTranscript({ path: { id }, query: { notes } }))
/** Where the plain text is downloaded. */
export const transcriptText = (id: string, notes: boolean) =>
  `/api/v1/conversations/${id}/transcript/text?notes=${notes}`
/** The page to print. */
export const printPath = (id: string, notes: boolean) => `/print/${id}${notes ? '?notes=1' : ''}`
