/** Rules of retention as the page shows them: one row a subject, on or off. */
import type { RetentionRule } from '@/app/privacy'

export type Subject = RetentionRule['subject']
export type Ending = NonNullable<RetentionRule['ending']>

export interface Row {
  subject: Subject
  on: boolean
  /** As typed. */
  days: string
  ending: Ending
}

/** What a rule begins with, and the fewest and the most days that the server takes. */
export const SUBJECTS: { subject: Subject; days: number; least: number; most: number }[] = [
  { subject: 'conversations', days: 730, least: 7, most: 3653 },
  { subject: 'files', days: 365, least: 7, most: 3653 },
  { subject: 'visitors', days: 90, least: 1, most: 3653 },
  { subject: 'deliveries', days: 7, least: 1, most: 13 },
  { subject: 'events', days: 90, least: 7, most: 3653 },
]

export const rowsOf = (rules: RetentionRule[]): Row[] =>
  SUBJECTS.map(({ subject, days }) => {
    const rule = rules.find((one) => one.subject === subject)
    return {
      subject,
      on: rule !== undefined,
      days: String(rule?.days ?? days),
      ending: rule?.ending ?? 'anonymise',
    }
  })

export const rulesOf = (rows: Row[]): RetentionRule[] =>
  rows
    .filter((row) => row.on)
    .map(({ subject, days, ending }) => ({
      subject,
      days: Number(days),
      ...(subject === 'conversations' && { ending }),
    }))

export const sameRules = (a: RetentionRule[], b: RetentionRule[]) =>
  a.length === b.length &&
  a.every((rule) =>
    b.some(
      (other) =>
        other.subject === rule.subject &&
        other.days === rule.days &&
        (other.ending ?? null) === (rule.ending ?? null),
    ),
  )

/** The row of a field at fault, such as `rules[1].days`. */
export function rowAtFault(rows: Row[], field: string): Subject | null {
  const place = /^rules\[(\d+)\]/.exec(field)?.[1]
  return rulesOf(rows)[Number(place ?? -1)]?.subject ?? null
}
