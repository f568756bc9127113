/** How many conversations come back to what they were. Pure. */
import type { Conversation } from '@/live/model'
import type { BulkChange } from '@/live/requests'

export interface Step {
  ids: string[]
  change: BulkChange
}

/** The changes that make them what they were, few for many: each holds for all that were alike. */
export function stepsBack(before: readonly Conversation[], now = Date.now()): Step[] {
  const running = before.filter(({ status }) => status !== 'solved')
  const solved = before.filter(({ status }) => status === 'solved')
  // A time that has come meanwhile leaves it on the desk.
  const snoozed = before.filter(
    ({ status, snoozed_until: until }) =>
      status === 'snoozed' && (until === null || Date.parse(until) > now),
  )
  return [
    ...grouped(running, () => ({ action: 'reopen' })),
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
