/** The requests about what the shop knows. */
import { upload } from '@zhanggui/api'
import * as api from '@zhanggui/api/gen'
import type {
  AnswerButton,
  AnswerConditions,
  Asked,
  AskJob,
  EntryContent,
  EntryState,
  Flag,
  KnowledgeAnswer,
  KnowledgeCategory,
  KnowledgeEntry,
  KnowledgeImportReport,
  KnowledgeVersion,
} from '@zhanggui/api/gen'
import { answer, csrf } from '@/live/http'
import { keys as live } from '@/live/keys'
import type { StoredFile } from '@/live/model'

export type {
  AskDecision,
  AskExplanation,
  AskHit,
  AskJob,
  AskResult,
  AskShortHit,
  BuyingStage,
  Card,
  EntryKind,
  EntryState,
  EntrySummary,
  Flag,
  KnowledgeCategory,
  KnowledgeImportReport,
  OrderState,
  PhrasingProposal,
} from '@zhanggui/api/gen'
export type { Asked, KnowledgeEntry, KnowledgeVersion }

export type Button = Required<AnswerButton>
export type Conditions = Required<AnswerConditions>
/** The server writes every field. */
export type Answer = Omit<Required<KnowledgeAnswer>, 'conditions' | 'buttons'> & {
  conditions: Conditions
  buttons: Button[]
}
export type Content = Omit<Required<EntryContent>, 'answers'> & { answers: Answer[] }

/** Everything under the first key is stale when any knowledge changes. */
export const keys = {
  all: live.knowledge,
  categories: [...live.knowledge, 'categories'] as const,
  lists: [...live.knowledge, 'entries'] as const,
  entry: (id: string) => [...live.knowledge, 'entry', id] as const,
  versions: (id: string) => [...live.knowledge, 'versions', id] as const,
  asked: [...live.knowledge, 'asked'] as const,
  /** What was asked before stays as it was answered then. */
  jobs: ['knowledge-jobs'] as const,
  results: (id: string) => ['knowledge-jobs', id] as const,
}

export const listCategories = async (): Promise<KnowledgeCategory[]> =>
  (await answer(api.listKnowledgeCategories())).items
export const createCategory = (body: api.CreateKnowledgeCategory) =>
  answer(api.createKnowledgeCategory({ body }))
export const updateCategory = (id: string, body: api.UpdateKnowledgeCategory) =>
  answer(api.updateKnowledgeCategory({ path: { id }, body }))
export const deleteCategory = (id: string) => answer(api.deleteKnowledgeCategory({ path: { id } }))

/** What entries are looked for by, page aside. */
export type EntryQuery = Omit<NonNullable<api.ListKnowledgeEntriesData['query']>, 'after' | 'limit'>
export type EntryOrder = NonNullable<EntryQuery['order']>
export const listEntries = (
  query: EntryQuery,
  after: string | undefined,
  signal?: AbortSignal,
  limit = 50,
) =>
  answer(
    api.listKnowledgeEntries({
      query: { ...query, limit, ...(after && { after }) },
      ...(signal && { signal }),
    }),
  )

/** An entry as it was read, and the tag that names this reading. */
export interface Read {
  entry: KnowledgeEntry
  tag: string
}

async function read(
  call: Promise<{ data: KnowledgeEntry | undefined; response?: Response }>,
): Promise<Read> {
  const { data, response } = await call
  return { entry: data!, tag: response?.headers.get('etag') ?? '' }
}

export const showEntry = (id: string) => read(api.showKnowledgeEntry({ path: { id } }))
export const createEntry = (body: Content) => read(api.createKnowledgeEntry({ body }))
export const replaceEntry = (id: string, tag: string, body: Content) =>
  read(api.replaceKnowledgeEntry({ path: { id }, headers: { 'If-Match': tag }, body }))
export const deleteEntry = (id: string) => answer(api.deleteKnowledgeEntry({ path: { id } }))
export const approveEntry = (id: string) => read(api.approveKnowledgeEntry({ path: { id } }))
export const archiveEntry = (id: string) => read(api.archiveKnowledgeEntry({ path: { id } }))
export const restoreEntry = (id: string) => read(api.restoreKnowledgeEntry({ path: { id } }))

export const turnEntries = async (ids: string[], state: EntryState): Promise<api.TurnedEntry[]> =>
  (await answer(api.turnKnowledgeEntries({ body: { ids, state } }))).items

export const listVersions = async (id: string): Promise<KnowledgeVersion[]> =>
  (await answer(api.listKnowledgeVersions({ path: { id } }))).items
export const restoreVersion = (id: string, version: number) =>
  read(api.restoreKnowledgeVersion({ path: { id, version } }))

export const proposePhrasing = (id: string, text: string) =>
  read(api.proposePhrasing({ path: { id }, body: { text } }))
export const approvePhrasing = (id: string, proposal_id: string) =>
  read(api.approvePhrasing({ path: { id, proposal_id } }))
export const rejectPhrasing = (id: string, proposal_id: string) =>
  answer(api.rejectPhrasing({ path: { id, proposal_id } }))

/** What is known of whoever asks. */
export type Situation = Omit<api.AskKnowledge, 'question' | 'limit'>
export const ask = (
  question: string,
  situation: Situation,
  limit: number,
  signal?: AbortSignal,
): Promise<Asked> =>
  answer(api.askKnowledge({ body: { ...situation, question, limit }, ...(signal && { signal }) }))

export const listJobs = async (): Promise<AskJob[]> => (await answer(api.listAskJobs())).items
export const askInBulk = (questions: string[], situation: Situation): Promise<AskJob> =>
  answer(api.askKnowledgeInBulk({ body: { ...situation, questions } }))
export const showJob = (id: string): Promise<AskJob> => answer(api.showAskJob({ path: { id } }))
export const forgetJob = (id: string) => answer(api.forgetAskJob({ path: { id } }))
export const listResults = (id: string, after: number | undefined, signal: AbortSignal) =>
  answer(
    api.listAskResults({
      path: { id },
      query: { limit: 500, ...(after !== undefined && { after }) },
      signal,
    }),
  )
/** Where the browser itself fetches tables. */
export const resultsAddress = (id: string) =>
  `/api/v1/knowledge/ask/jobs/${encodeURIComponent(id)}/export?format=csv`
export const exportAddress = (format: 'csv' | 'xlsx') => `/api/v1/knowledge/export?format=${format}`

export type ImportState = 'approved' | 'draft'
export function importFile(
  file: File,
  how: { state: ImportState; dryRun: boolean },
  progress: (share: number) => void,
): Promise<KnowledgeImportReport> {
  const query = new URLSearchParams({ state: how.state, dry_run: String(how.dryRun) })
  const url = `/api/v1/knowledge/import?${query}`
  return upload(url, file, crypto.randomUUID(), csrf(), progress)
}
export const addStarterPack = (locale: string): Promise<KnowledgeImportReport> =>
  answer(api.addStarterPack({ body: { locale } }))

export const uploadFile = (file: File, progress: (share: number) => void): Promise<StoredFile> =>
  upload('/api/v1/files', file, crypto.randomUUID(), csrf(), progress)

export const FLAGS: Flag[] = [
  'proposal_waits',
  'no_fallback',
  'conflict',
  'expires_soon',
  'duplicate',
]
export const KINDS = [
  'question',
  'fact',
  'concern',
  'objection',
  'platform_rule',
  'guide',
  'explanation',
] as const satisfies api.EntryKind[]
export const ORDERS = ['used', 'unhelpful'] as const satisfies EntryOrder[]
export const STATES = ['draft', 'approved', 'archived'] as const satisfies api.EntryState[]
export const ORDER_STATES = [
  'none',
  'unpaid',
  'paid',
  'shipped',
  'delivered',
  'refunding',
  'closed',
] as const satisfies api.OrderState[]
export const STAGES = ['pre_sale', 'in_sale', 'after_sale'] as const satisfies api.BuyingStage[]
