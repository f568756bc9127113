/** Which conversations a view holds and in which order: the same rule as the server's, so that a patched list equals a refetched one. */
import type { Conversation, ViewId } from './model'

export interface Filter {
  view?: ViewId
  inbox_id?: string
  customer_id?: string
  /** With a tag, or with one below it: these. */
  tag?: { id: string; branch: readonly string[] }
}

export function belongs(conversation: Conversation, filter: Filter, me: string): boolean {
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

function longestWait(a: Conversation, b: Conversation): number {
  if (a.waiting_since && b.waiting_since) return earliest(a.waiting_since, b.waiting_since)
  if (a.waiting_since || b.waiting_since) return a.waiting_since ? -1 : 1
  return latest(a.updated_at, b.updated_at)
}

/** What comes back by itself is first; the rest waits for its buyer. */
function wakesFirst(a: Conversation, b: Conversation): number {
  if (a.snoozed_until && b.snoozed_until) return earliest(a.snoozed_until, b.snoozed_until)
  if (a.snoozed_until || b.snoozed_until) return a.snoozed_until ? -1 : 1
  return latest(a.updated_at, b.updated_at)
}

function compareIn(view: ViewId | undefined): (a: Conversation, b: Conversation) => number {
  switch (view) {
    case 'offline':
    case 'mine':
    case 'queue':
    case 'all':
    case 'overdue':
    case 'spam':
      return longestWait
    case 'snoozed':
      return wakesFirst
    case 'solved':
      return (a, b) => latest(a.solved_at ?? a.updated_at, b.solved_at ?? b.updated_at)
    default:
      return (a, b) => latest(a.created_at, b.created_at) || latest(a.id, b.id)
  }
}

export function order(filter: Filter): (a: Conversation, b: Conversation) => number {
  const compare = compareIn(filter.view)
  return (a, b) => compare(a, b) || earliest(a.id, b.id)
}
