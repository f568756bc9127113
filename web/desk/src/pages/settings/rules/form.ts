/** A rule as the form holds it, and what can be asked. Pure. */
import { blank, fieldsOf as stepFields, type Step } from '@/app/steps/steps'
import type {
  Condition,
  ConditionField,
  ConditionOp,
  Conditions,
  Occasion,
  Rule,
  RuleDraft,
} from '@/app/rules'

export const MOST_CONDITIONS = 30

export const OCCASIONS: readonly Occasion[] = [
  'customer_message',
  'message_while_closed',
  'conversation_created',
  'waiting',
  'staff_reply',
  'assigned',
  'tagged',
  'rated_badly',
  'solved',
  'snoozed',
  'reopened',
]

export type Shape = 'choice' | 'maybe' | 'tags' | 'words' | 'number' | 'flag' | 'clock'

/** What is asked about, in the order of the menu. */
export const FIELDS: Record<ConditionField, Shape> = {
  message: 'words',
  tags: 'tags',
  added_tags: 'tags',
  customer_tier: 'maybe',
  customer_verified: 'flag',
  first_contact: 'flag',
  customer_name: 'words',
  language: 'choice',
  inbox: 'choice',
  channel: 'choice',
  status: 'choice',
  stage: 'choice',
  assignee: 'maybe',
  group: 'maybe',
  waiting_seconds: 'number',
  open: 'flag',
  weekday: 'choice',
  time_of_day: 'clock',
}

export const OPS: Record<Shape, readonly ConditionOp[]> = {
  choice: ['any_of', 'none_of'],
  maybe: ['any_of', 'none_of', 'set', 'unset'],
  tags: ['any_of', 'all_of', 'none_of', 'set', 'unset'],
  words: ['any_of', 'all_of', 'none_of'],
  number: ['at_least', 'below'],
  flag: ['yes', 'no'],
  clock: ['between', 'outside'],
}

/** Fields whose values everybody knows. */
export const NAMES: Partial<Record<ConditionField, readonly string[]>> = {
  channel: ['widget', 'generic', 'email'],
  status: ['queued', 'open', 'waiting', 'snoozed', 'solved'],
  stage: ['pre_sale', 'after_sale'],
  language: ['zh-CN', 'zh-Hant', 'en'],
  weekday: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
}

/** What happens without a message has none to ask about. */
const WORDLESS = new Set<Occasion>([
  'waiting',
  'assigned',
  'tagged',
  'solved',
  'snoozed',
  'reopened',
])
const isAsked = (field: ConditionField, event: Occasion) =>
  field === 'message'
    ? !WORDLESS.has(event)
    : field !== 'added_tags' || event === 'tagged' || event === 'solved'

export const fieldsFor = (event: Occasion) =>
  (Object.keys(FIELDS) as ConditionField[]).filter((field) => isAsked(field, event))

export const takesValues = (op: ConditionOp) => ['any_of', 'all_of', 'none_of'].includes(op)

/** A condition that has just been chosen: what its question takes, empty. */
export function condition(field: ConditionField, op = OPS[FIELDS[field]][0]!): Condition {
  switch (FIELDS[field]) {
    case 'number':
      return { field, op, seconds: 300 }
    case 'clock':
      return { field, op, from: '22:00', until: '08:00' }
    default:
      return takesValues(op) ? { field, op, values: [] } : { field, op }
  }
}

/** Another question about the same field keeps what was typed where it can. */
export function asked({ field, values, ...rest }: Condition, op: ConditionOp): Condition {
  if (!takesValues(op)) return { ...rest, field, op }
  return { ...rest, field, op, values: values ?? [] }
}

export interface Form {
  name: string
  enabled: boolean
  event: Occasion
  seconds: string
  all: Condition[]
  any: Condition[]
  steps: Step[]
  pause_minutes: string
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const lists = ({ all, any }: Conditions) => ({ all: copy(all ?? []), any: copy(any ?? []) })

export const emptyForm = (): Form => ({
  name: '',
  enabled: false,
  event: 'customer_message',
  seconds: '300',
  all: [condition('message')],
  any: [],
  steps: [blank('tag')],
  pause_minutes: '60',
})

export const formOf = (rule: Rule): Form => ({
  name: rule.name,
  enabled: rule.enabled,
  event: rule.when.event,
  seconds: String(rule.when.seconds ?? 300),
  ...lists(rule.conditions),
  steps: copy(rule.steps),
  pause_minutes: String(rule.pause_minutes),
})

export const draftOf = (form: Form): RuleDraft => ({
  name: form.name.trim(),
  enabled: form.enabled,
  when: {
    event: form.event,
    ...(form.event === 'waiting' && { seconds: Number(form.seconds) }),
  },
  conditions: { all: copy(form.all), any: copy(form.any) },
  steps: copy(form.steps),
  pause_minutes: Number(form.pause_minutes),
})

/** Words typed with commas between them, Chinese ones too, or on lines of their own. */
export const wordsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,，、;；\n]/)
      .map((word) => word.trim())
      .filter(Boolean),
  ),
]

/** What is wrong with a row, by the path that the server gave. */
export const errorOf = (errors: Record<string, string>, path: string): string | undefined =>
  Object.entries(errors).find(
    ([field]) => field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`),
  )?.[1]

const valuesOf = (path: string, { values }: Condition) =>
  (values ?? []).map((_, at) => `${path}.values[${at}]`)

/** Every field of the form that the server may name. */
export function fieldsOf(form: Form): string[] {
  const rows = (['all', 'any'] as const).flatMap((list) =>
    form[list].flatMap((one, at) => {
      const path = `conditions.${list}[${at}]`
      const parts = ['op', 'values', 'seconds', 'from', 'until'].map((part) => `${path}.${part}`)
      return [...parts, ...valuesOf(path, one)]
    }),
  )
  return [
    'name',
    'when.seconds',
    'pause_minutes',
    'conditions',
    'steps',
    ...rows,
    ...stepFields(form.steps),
  ]
}
