/** The requests about one customer's data and about what goes by itself. */
import * as api from '@zhanggui/api/gen'
import type {
  CustomerExport,
  CustomerPrivacy,
  Erasure,
  LegalHold,
  RetentionPreview,
  RetentionRule,
} from '@zhanggui/api/gen'
import { answer } from '@/live/http'

export type {
  CustomerExport,
  CustomerPrivacy,
  Erasure,
  LegalHold,
  RetentionPreview,
  RetentionRule,
  RetentionRun,
} from '@zhanggui/api/gen'

const PAGE = 20
const page = (after?: string) => ({ limit: PAGE, ...(after && { after }) })

export const keys = {
  about: (customer: string) => ['customer_privacy', customer] as const,
  exports: ['exports'] as const,
  erasures: ['erasures'] as const,
  holds: ['holds'] as const,
  retention: ['retention'] as const,
  runs: ['retention', 'runs'] as const,
}

export const showPrivacy = (id: string): Promise<CustomerPrivacy> =>
  answer(api.showCustomerPrivacy({ path: { id } }))

export const exportCustomer = (id: string, with_notes: boolean): Promise<CustomerExport> =>
  answer(api.exportCustomer({ path: { id }, body: { with_notes } }))
export const showExport = (id: string): Promise<CustomerExport> =>
  answer(api.showExport({ path: { id } }))
export const listExports = (after?: string) => answer(api.listExports({ query: page(after) }))
export const deleteExport = (id: string) => answer(api.deleteExport({ path: { id } }))

export const eraseCustomer = (id: string, name: string): Promise<Erasure> =>
  answer(api.eraseCustomer({ path: { id }, body: { name } }))
export const showErasure = (id: string): Promise<Erasure> =>
  answer(api.showErasure({ path: { id } }))
export const listErasures = (after?: string) => answer(api.listErasures({ query: page(after) }))

export const placeHold = (
  id: string,
  reason: string,
  conversation_id: string | null,
): Promise<LegalHold> =>
  answer(
    api.placeHold({
      path: { id },
      body: { reason, conversation_id: conversation_id ?? undefined },
    }),
  )
export const liftHold = (id: string) => answer(api.liftHold({ path: { id } }))
export const listHolds = (after?: string) => answer(api.listHolds({ query: page(after) }))

export const showRetention = async (): Promise<RetentionRule[]> =>
  (await answer(api.showRetention())).rules
export const setRetention = async (rules: RetentionRule[]): Promise<RetentionRule[]> =>
  (await answer(api.setRetention({ body: { rules } }))).rules
export const previewRetention = async (rules: RetentionRule[]): Promise<RetentionPreview[]> =>
  (await answer(api.previewRetention({ body: { rules } }))).items
export const listRuns = (after?: string) => answer(api.listRetentionRuns({ query: page(after) }))

/** While somebody watches, what is under way is asked after this often. */
export const LOOK_MS = 1_000
export const underWay = (state: string) =>
  state === 'waiting' || state === 'running' || state === 'cancelled'
