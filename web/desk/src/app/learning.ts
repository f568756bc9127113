/** The requests about what buyers asked and the knowledge did not meet. */
import * as api from '@zhanggui/api/gen'
import type { AcceptCandidate, CandidateState, KnowledgeCandidate } from '@zhanggui/api/gen'
import { answer } from '@/live/http'
import { keys as live } from '@/live/keys'

export type {
  CandidateExample,
  CandidateState,
  KnowledgeCandidate,
  QuestionReason,
  SimilarEntry,
} from '@zhanggui/api/gen'
export type Acceptance = AcceptCandidate

/** Decisions are told as changes of the knowledge. */
export const keys = {
  all: [...live.knowledge, 'candidates'] as const,
  list: (state: CandidateState) => [...live.knowledge, 'candidates', 'list', state] as const,
  one: (id: string) => [...live.knowledge, 'candidates', 'one', id] as const,
  open: [...live.knowledge, 'candidates', 'open'] as const,
}

export const listCandidates = (
  state: CandidateState,
  after: string | undefined,
  signal?: AbortSignal,
  limit = 20,
) =>
  answer(
    api.listKnowledgeCandidates({
      query: { state, limit, ...(after && { after }) },
      ...(signal && { signal }),
    }),
  )
export const countOpen = async (): Promise<number> =>
  (await listCandidates('open', undefined, undefined, 1)).open
export const showCandidate = (id: string): Promise<KnowledgeCandidate> =>
  answer(api.showKnowledgeCandidate({ path: { id } }))
export const acceptCandidate = (id: string, body: Acceptance) =>
  answer(api.acceptKnowledgeCandidate({ path: { id }, body }))
export const dismissCandidate = (id: string) =>
  answer(api.dismissKnowledgeCandidate({ path: { id } }))
export const restoreCandidate = (id: string) =>
  answer(api.restoreKnowledgeCandidate({ path: { id } }))
export const mergeCandidate = (id: string, into: string) =>
  answer(api.mergeKnowledgeCandidate({ path: { id }, body: { into } }))

export const undoMerge = (into: string, merged: string) =>
  answer(api.undoKnowledgeCandidateMerge({ path: { id: into }, body: { merged } }))

export const STATES: CandidateState[] = ['open', 'dismissed', 'accepted']
