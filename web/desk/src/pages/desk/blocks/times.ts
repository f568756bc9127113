/** For how long a customer is blocked. Pure. */
const HOUR_MS = 3_600_000

export const SPANS = ['hour', 'day', 'week', 'month', 'ever'] as const
export type Span = (typeof SPANS)[number]
const HOURS: Record<Exclude<Span, 'ever'>, number> = { hour: 1, day: 24, week: 168, month: 720 }

/** What somebody may choose: who does not lead no more than a day. */
export const spansOf = (leads: boolean): readonly Span[] => (leads ? SPANS : SPANS.slice(0, 2))

/** When it ends; null for good. A breath earlier than a full day, so that a slow clock is not too late. */
export const endOf = (span: Span, now: number): string | null =>
  span === 'ever' ? null : new Date(now + HOURS[span] * HOUR_MS - 5_000).toISOString()
