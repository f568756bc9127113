/** The parts of a filter, how each is asked for, and which are said. Pure. */
import type { Said } from '@/live/filter'

export const PARTS = [
  'statuses',
  'owner',
  'awaits_reply',
  'waiting_minutes',
  'inbox_ids',
  'group_ids',
  'tag_ids',
  'without_tag_ids',
  'tiers',
  'stages',
  'touchpoints',
  'quiet_hours',
  'created_days',
] as const
export type Part = (typeof PARTS)[number]

/** Whose a conversation is, as one list of choices. */
export const ME = 'me'
export const NOBODY = 'nobody'

/** A filter as the form holds it: every part that was added, said or not. */
export interface Form {
  parts: Part[]
  many: Record<Exclude<Part, NumberPart | 'awaits_reply'>, string[]>
  awaits_reply: 'yes' | 'no'
  numbers: Record<NumberPart, string>
}

export type NumberPart = 'waiting_minutes' | 'quiet_hours' | 'created_days'
export const MOST: Record<NumberPart, number> = {
  waiting_minutes: 10_080,
  quiet_hours: 8784,
  created_days: 3660,
}
export const isNumber = (part: Part): part is NumberPart => part in MOST

const owners = (said: Said) => [
  ...(said.assigned_to_me ? [ME] : []),
  ...(said.unassigned ? [NOBODY] : []),
  ...(said.assignee_ids ?? []),
]

export function formOf(said: Said): Form {
  const many = {
    statuses: [...(said.statuses ?? [])],
    owner: owners(said),
    inbox_ids: [...(said.inbox_ids ?? [])],
    group_ids: [...(said.group_ids ?? [])],
    tag_ids: [...(said.tag_ids ?? [])],
    without_tag_ids: [...(said.without_tag_ids ?? [])],
    tiers: [...(said.tiers ?? [])],
    stages: [...(said.stages ?? [])],
    touchpoints: [...(said.touchpoints ?? [])],
  }
  const text = (value: number | null | undefined, usual: string) =>
    value == null ? usual : String(value)
  return {
    parts: PARTS.filter((part) => isSaid(said, part)),
    many,
    awaits_reply: said.awaits_reply === false ? 'no' : 'yes',
    numbers: {
      waiting_minutes: text(said.waiting_minutes, '5'),
      quiet_hours: text(said.quiet_hours, '24'),
      created_days: text(said.created_days, '7'),
    },
  }
}

export function isSaid(said: Said, part: Part): boolean {
  if (part === 'owner') return owners(said).length > 0
  const value = said[part]
  return Array.isArray(value) ? value.length > 0 : value != null
}

/** What the form says; a part that was added and left empty says nothing. */
export function saidBy({ parts, many, awaits_reply, numbers }: Form): Said {
  const said: Record<string, unknown> = {}
  for (const part of parts) {
    if (part === 'awaits_reply') said[part] = awaits_reply === 'yes'
    else if (isNumber(part)) said[part] = Number(numbers[part])
    else if (part === 'owner') {
      const ids = many.owner.filter((id) => id !== ME && id !== NOBODY)
      if (many.owner.includes(ME)) said['assigned_to_me'] = true
      if (many.owner.includes(NOBODY)) said['unassigned'] = true
      if (ids.length) said['assignee_ids'] = ids
    } else if (many[part].length) said[part] = many[part]
  }
  return said as Said
}

/** The number parts with something else than a number in range. */
export const faults = ({ parts, numbers }: Form): NumberPart[] =>
  parts.filter(isNumber).filter((part) => {
    const value = Number(numbers[part])
    return !Number.isInteger(value) || value < 1 || value > MOST[part]
  })

/** The same filter, however it was written down: empty parts and what the server adds do not count. */
export const same = (a: Said, b: Said) =>
  JSON.stringify(saidBy(formOf(a))) === JSON.stringify(saidBy(formOf(b)))
