/** The requests about blocked customers. */
import * as api from '@zhanggui/api/gen'
import { answer } from '@/live/http'

export type { BlockedCustomer, CustomerBlock } from '@zhanggui/api/gen'

/** `until`: null for good. */
export const blockCustomer = (id: string, reason: string, until: string | null) =>
  answer(api.blockCustomer({ path: { id }, body: { reason, until_at: until } }))
export const unblockCustomer = (id: string) => answer(api.unblockCustomer({ path: { id } }))
export const listBlocked = (after?: string) =>
  answer(api.listBlockedCustomers({ query: { ...(after && { after }) } }))
