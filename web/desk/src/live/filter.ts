/** What a list of one's own making holds: the same rule as the server's, so that a patched list equals a refetched one. */
import type { ConversationFilter } from '@zhanggui/api/gen'
import type { Conversation } from './model'

/** As it is said; what is left out says nothing. */
export type Said = ConversationFilter

export interface CustomFilter {
  said: Said
  /** With one of these tags: those that are said, and what lies below them. */
  tagged: readonly string[]
  untagged: readonly string[]
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Said: neither left out nor null. */
export const isGiven = <T>(value: T | null | undefined): value is T =>
  value !== null && value !== undefined

const among = <T>(values: readonly T[] | undefined, value: T | null) =>
  !values?.length || (value !== null && values.includes(value))

function isOwned({ assignee_id: owner }: Conversation, said: Said, me: string): boolean {
  const asked = said.assigned_to_me || said.unassigned || said.assignee_ids?.length
  if (!asked) return true
  if (owner === null) return !!said.unassigned
  return (!!said.assigned_to_me && owner === me) || !!said.assignee_ids?.includes(owner)
}

const IN_WORK = ['queued', 'open', 'waiting'] as const

export function holds(
  conversation: Conversation,
  { said, tagged, untagged }: CustomFilter,
  me: string,
  now = Date.now(),
): boolean {
  const has = (ids: readonly string[]) => conversation.tag_ids.some((id) => ids.includes(id))
  const since = conversation.waiting_since
  const ago = (time: string) => now - Date.parse(time)
  return (
    // What is laid aside, or became part of another, is in no list.
    !conversation.shelf &&
    !conversation.merged_into &&
    among(said.statuses?.length ? said.statuses : IN_WORK, conversation.status) &&
    among(said.inbox_ids, conversation.inbox_id) &&
    among(said.group_ids, conversation.group_id) &&
    among(said.tiers, conversation.customer.tier) &&
    among(said.stages, conversation.stage) &&
    among(said.touchpoints, conversation.touchpoint) &&
    isOwned(conversation, said, me) &&
    (!isGiven(said.awaits_reply) || said.awaits_reply === (since !== null)) &&
    (!isGiven(said.waiting_minutes) ||
      (since !== null && ago(since) >= said.waiting_minutes * MINUTE)) &&
    (!isGiven(said.quiet_hours) || ago(conversation.updated_at) >= said.quiet_hours * HOUR) &&
    (!isGiven(said.created_days) || ago(conversation.created_at) <= said.created_days * DAY) &&
    (!said.tag_ids?.length || has(tagged)) &&
    (!said.without_tag_ids?.length || !has(untagged))
  )
}

/** Whether time alone changes what it holds. */
export const moves = (said: Said) => isGiven(said.waiting_minutes) || isGiven(said.quiet_hours)
