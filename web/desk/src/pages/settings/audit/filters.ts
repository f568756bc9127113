/** What is looked for in the log, as the address of the page says it: a find can be sent to a colleague. */
import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { AuditQuery } from '@/app/api'

export const RANGES = ['today', '7', '30', '90'] as const
export type Range = (typeof RANGES)[number]

/** Who is no member of staff goes by their kind. */
export const KINDS = ['terminal', 'system', 'stranger'] as const
type Kind = (typeof KINDS)[number]

export interface Filters {
  q: string
  /** A colleague's id or a kind. */
  actor: string
  /** An action or its family, such as `webhook`. */
  action: string
  /** The id of what it was done to. */
  subject: string
  range: Range | ''
}

export const NOTHING: Filters = { q: '', actor: '', action: '', subject: '', range: '' }

const isKind = (actor: string): actor is Kind => (KINDS as readonly string[]).includes(actor)
const isRange = (range: string): range is Range => (RANGES as readonly string[]).includes(range)

export function read(query: LocationQuery): Filters {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].trim() : '')
  const range = text('range')
  return {
    q: text('q'),
    actor: text('actor'),
    action: text('action'),
    subject: text('subject'),
    range: isRange(range) ? range : '',
  }
}

/** Only what is set stands in the address. */
export const write = (filters: Filters): LocationQueryRaw =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value))

/** The first moment of a range: whole days, as the reader's clock has them. */
export function since(range: Range, now: Date): string {
  const days = range === 'today' ? 0 : Number(range) - 1
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).toISOString()
}

export function asked({ q, actor, action, subject, range }: Filters, now = new Date()): AuditQuery {
  return {
    ...(q && { q }),
    ...(actor && (isKind(actor) ? { actor_kind: actor } : { actor_id: actor })),
    ...(action && { action }),
    ...(subject && { subject_id: subject }),
    ...(range && { from: since(range, now) }),
  }
}
