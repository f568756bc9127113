/** Which conversations a view holds and in which order: the same rule as the server's, so that a patched list equals a refetched one. */
import { holds, type CustomFilter } from './filter'
import type { Conversation, ViewId } from './model'

export interface Filter {
  view?: ViewId
  inbox_id?: string
  customer_id?: string
  /** With a tag, or with one below it: these. */
  tag?: { id: string; branch: readonly string[] }
  /** Of one's own making, in place of a view. */
  custom?: CustomFilter
}

export function belongs(conversation: Conversation, filter: Filter, me: string): boolean {
  if (filter.custom) return holds(conversation, filter.custom, me)
  // Only a way to another one.
  if (conversation.merged_into) return false
  if (filter.inbox_id && conversation.inbox_id !== filter.inbox_id) return false
  if (filter.customer_id && conversation.customer.id !== filter.customer_id) return false
  if (filter.tag && !conversation.tag_ids.some((id) => filter.tag!.branch.includes(id)))
    return false
  const active = conversation.status === 'open' || conversation.status === 'waiting'
  switch (filter.view) {
    case 'mine':
      return active && conversation.assignee_id === me
    case 'offline':
      return !!conversation.offline_at && (active || conversation.status === 'queued')
    case 'queue':
      return conversation.status === 'queued'
    case 'all':
      return active || conversation.status === 'queued'
    case 'overdue':
      return (active || conversation.status === 'queued') && presses(conversation)
    case 'snoozed':
      return conversation.status === 'snoozed'
    case 'solved':
      return conversation.status === 'solved' && !conversation.shelf
    case 'spam':
      return Boolean(conversation.shelf)
    default:
      return true
  }
}

/** A reply is due, or nearly. */
export const presses = ({ reply_alert_at: at }: Conversation, now = Date.now()) =>
  at !== null && Date.parse(at) <= now

const earliest = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const latest = (a: string, b: string) => earliest(b, a)

/** Later than every wait. */
const AFTER_ALL_WAITS = 2 ** 52

const newest = (time: string) => AFTER_ALL_WAITS - Date.parse(time)

/** The place of a conversation in a view: the longest wait first, then what comes back by itself, then the newest activity. */
function rank(conversation: Conversation): number {
  const { status, waiting_since, snoozed_until, solved_at, updated_at } = conversation
  if (status === 'solved') return newest(solved_at ?? updated_at)
  const first = status === 'snoozed' ? snoozed_until : waiting_since
  return first ? Date.parse(first) : newest(updated_at)
}

const newestFirst = (a: Conversation, b: Conversation) =>
  latest(a.created_at, b.created_at) || latest(a.id, b.id)

export function order(filter: Filter): (a: Conversation, b: Conversation) => number {
  const compare =
    filter.view || filter.custom
      ? (a: Conversation, b: Conversation) => rank(a) - rank(b)
      : newestFirst
  return (a, b) => compare(a, b) || earliest(a.id, b.id)
}
