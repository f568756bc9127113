/** Which entries the list shows, as the address of the page says it: a find can be sent to a colleague. */
import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import {
  FLAGS,
  KINDS,
  ORDERS,
  STATES,
  type EntryKind,
  type EntryOrder,
  type EntryQuery,
  type EntryState,
  type Flag,
} from '@/app/knowledge'

export interface Filters {
  q: string
  category: string
  state: EntryState | ''
  kind: EntryKind | ''
  flag: Flag | ''
  /** What was changed last comes first where nothing is said. */
  order: EntryOrder | ''
}

export const NOTHING: Filters = { q: '', category: '', state: '', kind: '', flag: '', order: '' }

const oneOf = <T extends string>(known: readonly T[], text: string): T | '' =>
  known.find((value) => value === text) ?? ''

export function read(query: LocationQuery): Filters {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].trim() : '')
  return {
    q: text('q'),
    category: text('category'),
    state: oneOf(STATES, text('state')),
    kind: oneOf(KINDS, text('kind')),
    flag: oneOf(FLAGS, text('flag')),
    order: oneOf(ORDERS, text('order')),
  }
}

const set = (filters: Filters) =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value))

/** Only what is set stands in the address. */
export const write = (filters: Filters): LocationQueryRaw => set(filters)
export const asked = (filters: Filters): EntryQuery => set(filters)

/** Of what lies in the chosen category, not of which category that is. */
export const narrows = ({ q, state, kind, flag }: Filters) => Boolean(q || state || kind || flag)
