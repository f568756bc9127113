/** How many conversations come back to what they were. Pure. */
import type { Conversation } from '@/live/model'
import type { BulkChange } from '@/live/requests'

export interface Step {
  ids: string[]
  change: BulkChange
}

/** A mark that is put on or taken off leaves nothing else behind. */
const OPPOSITE: Partial<Record<BulkChange['action'], BulkChange['action']>> = {
  mark_spam: 'unmark_spam',
  unmark_spam: 'mark_spam',
}

/** The changes that make them what they were, few for many: each holds for all that were alike. */
export function stepsBack(
  before: readonly Conversation[],
  now = Date.now(),
  done?: BulkChange['action'],
  /** The tags that each got by it. */
  gained: (conversation: Conversation) => string[] = () => [],
): Step[] {
  const opposite = done && OPPOSITE[done]
  if (opposite) return grouped(before, () => ({ action: opposite }))
  const running = before.filter(({ status }) => status !== 'solved')
  const solved = before.filter(({ status }) => status === 'solved')
  // A time that has come meanwhile leaves it on the desk.
  const snoozed = before.filter(
    ({ status, snoozed_until: until }) =>
      status === 'snoozed' && (until === null || Date.parse(until) > now),
  )
  return [
    ...grouped(running, (conversation) => {
      const untag_ids = gained(conversation)
      return { action: 'reopen', ...(untag_ids.length && { untag_ids }) }
    }),
    ...grouped(before, ({ assignee_id, group_id }) => ({
      action: 'assign',
      assignee_id,
      group_id,
    })),
    ...grouped(snoozed, ({ snoozed_until: until }) => ({ action: 'snooze', until })),
    ...grouped(solved, () => ({ action: 'solve' })),
  ]
}

function grouped(
  conversations: readonly Conversation[],
  changeOf: (conversation: Conversation) => BulkChange,
): Step[] {
  const steps = new Map<string, Step>()
  for (const conversation of conversations) {
    const change = changeOf(conversation)
    const key = JSON.stringify(change)
    const step = steps.get(key) ?? { ids: [], change }
    step.ids.push(conversation.id)
    steps.set(key, step)
  }
  return [...steps.values()]
}
