/** The requests about entries that look alike. */
import * as api from '@zhanggui/api/gen'
import { answer } from '@/live/http'
import { keys as live } from '@/live/keys'

export type { DuplicatePair, DuplicateSide } from '@zhanggui/api/gen'

export const keys = { list: [...live.knowledge, 'duplicates'] as const }

export const listDuplicates = () => answer(api.listKnowledgeDuplicates())
export const tellApart = (body: api.TellApart) => answer(api.tellKnowledgeApart({ body }))
export const mergeEntry = (id: string, into: string) =>
  answer(api.mergeKnowledgeEntry({ path: { id }, body: { into } }))
