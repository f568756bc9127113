/** A list of steps while it is written. Pure. */
import type { ConversationStep as Step } from '@zhanggui/api/gen'

export type { ConversationStep as Step } from '@zhanggui/api/gen'

export type Kind = Step['do']

/** In the order in which they are usually taken, and offered. */
export const KINDS: readonly Kind[] = [
  'reply',
  'tag',
  'untag',
  'note',
  'assign',
  'stage',
  'follow_up',
  'snooze',
  'solve',
]
export const MOST_STEPS = 12

/** A step of which everything is still to be said; a follow-up and a snooze begin with what is usual. */
export function blank(kind: Kind, byHand = true): Step {
  switch (kind) {
    case 'reply':
      return { do: 'reply', canned_reply_id: null, text: '' }
    case 'note':
      return { do: 'note', text: '' }
    case 'tag':
      return { do: 'tag', tag_ids: [] }
    case 'untag':
      return { do: 'untag', tag_ids: [] }
    case 'assign':
      return { do: 'assign', to: byHand ? 'me' : 'queue', staff_id: null, group_id: null }
    case 'stage':
      return { do: 'stage', stage: 'after_sale' }
    case 'follow_up':
      return { do: 'follow_up', in_minutes: 24 * 60, text: '', staff_id: null }
    case 'snooze':
      return { do: 'snooze', until: 'reply', minutes: null }
    case 'solve':
      return { do: 'solve', tag_ids: [] }
  }
}

/** The list with one step a place up or down; itself where there is no such place. */
export function moved<T>(list: readonly T[], from: number, by: 1 | -1): T[] {
  const to = from + by
  const next = [...list]
  if (to < 0 || to >= list.length) return next
  const [one] = next.splice(from, 1)
  next.splice(to, 0, one!)
  return next
}

const aside = (kind: Kind) => kind === 'note' || kind === 'tag' || kind === 'untag'
const ends = (kind: Kind) => kind === 'snooze' || kind === 'solve'
const same = (one: Kind, other: Kind) => (one === other ? !aside(one) : ends(one) && ends(other))

/** Which step stands where it cannot, as the server would say it. */
export function misplaced(steps: readonly Step[]): { step: number; code: string } | null {
  for (const [step, one] of steps.entries()) {
    const before = steps.slice(0, step)
    if (before.some((other) => same(other.do, one.do))) return { step, code: 'doubled' }
    const over = before.some((other) => ends(other.do))
    if (over && !aside(one.do) && one.do !== 'follow_up') return { step, code: 'after_the_end' }
    const handed = before.some((other) => other.do === 'assign' && other.to !== 'me')
    if (one.do === 'reply' && handed) return { step, code: 'after_handing_over' }
  }
  return null
}

/** What may still be added: of most kinds there is one. */
export const addable = (steps: readonly Step[]): Kind[] =>
  steps.length >= MOST_STEPS
    ? []
    : KINDS.filter((kind) => !steps.some((step) => same(step.do, kind)))

const place = (one: Step) => KINDS.indexOf(one.do)

/** Puts a new step before those that usually come later: there it may stand. */
export function added(steps: readonly Step[], step: Step): Step[] {
  const later = steps.findIndex((one) => place(one) > place(step))
  const at = later < 0 ? steps.length : later
  return [...steps.slice(0, at), step, ...steps.slice(at)]
}

export type Unit = 'minutes' | 'hours' | 'days'
const MINUTES: Record<Unit, number> = { minutes: 1, hours: 60, days: 24 * 60 }
export const UNITS = Object.keys(MINUTES) as Unit[]

/** In the largest unit that says it with a whole number. */
export function span(minutes: number): { count: number; unit: Unit } {
  const unit = UNITS.toReversed().find((one) => minutes > 0 && minutes % MINUTES[one] === 0)
  return unit ? { count: minutes / MINUTES[unit], unit } : { count: minutes, unit: 'minutes' }
}
export const minutesOf = (count: number, unit: Unit) => Math.round(count * MINUTES[unit])

/** Errors of one step by the names of its fields; the empty name is the step's own. */
export function errorsOf(errors: Record<string, string>, step: number): Record<string, string> {
  const path = `steps[${step}]`
  const own = Object.entries(errors).filter(
    ([field]) => field === path || field.startsWith(`${path}.`),
  )
  return Object.fromEntries(own.map(([field, text]) => [field.slice(path.length + 1), text]))
}

/** The paths of all fields that a list of steps can be wrong in. */
export function fieldsOf(steps: readonly Step[]): string[] {
  const names = [
    'text',
    'canned_reply_id',
    'tag_ids',
    'staff_id',
    'group_id',
    'to',
    'in_minutes',
    'minutes',
  ]
  return steps.flatMap((_, at) => [`steps[${at}]`, ...names.map((name) => `steps[${at}].${name}`)])
}
