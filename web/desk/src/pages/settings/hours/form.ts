/** Business hours as the form holds them. Pure. */
import type { Settings, Span, SpecialDay, Week } from '@/app/hours'

export const DAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const
export type Day = (typeof DAYS)[number]
export const MOST_SPANS = 8

export interface Form {
  /** Open around the clock, or by the week. */
  mode: 'always' | 'weekly'
  week: Week
  special_days: SpecialDay[]
  inboxes: { inbox_id: string; mode: 'always' | 'weekly'; week: Week }[]
}

/** What a shop that has said nothing is offered. */
export const usualWeek = (): Week =>
  Object.fromEntries(DAYS.map((day) => [day, [{ from: '09:00', until: '22:00' }]])) as Week

/** A field for a time knows no 24:00: the end of a day is typed as the beginning of the next. */
const typed = (spans: Span[]): Span[] =>
  spans.map(({ from, until }) => ({ from, until: until === '24:00' ? '00:00' : until }))
const told = (spans: Span[]): Span[] =>
  spans.map(({ from, until }) => ({ from, until: until === '00:00' ? '24:00' : until }))

const eachDay = (week: Week, change: (spans: Span[]) => Span[]): Week =>
  Object.fromEntries(DAYS.map((day) => [day, change(week[day])])) as Week

const weekOf = (week: Week | null): Week => (week ? eachDay(week, typed) : usualWeek())
const modeOf = (week: Week | null) => (week ? 'weekly' : 'always')

export const formOf = ({ week, special_days, inboxes }: Settings): Form => ({
  mode: modeOf(week),
  week: weekOf(week),
  special_days: special_days.map((day) => ({
    ...day,
    spans: typed(day.spans),
    inbox_ids: [...day.inbox_ids],
  })),
  inboxes: inboxes.map(({ inbox_id, week }) => ({
    inbox_id,
    mode: modeOf(week),
    week: weekOf(week),
  })),
})

export const settingsOf = ({ mode, week, special_days, inboxes }: Form): Settings => ({
  week: mode === 'weekly' ? eachDay(week, told) : null,
  special_days: special_days.map((day) => ({ ...day, spans: told(day.spans) })),
  inboxes: inboxes.map(({ inbox_id, mode, week }) => ({
    inbox_id,
    week: mode === 'weekly' ? eachDay(week, told) : null,
  })),
})

/** The fields that the form shows, by the server's names. */
export const fieldsOf = ({ special_days, inboxes }: Form): string[] => [
  ...DAYS.map((day) => `week.${day}`),
  ...special_days.flatMap((_, place) =>
    ['name', 'from', 'until', 'spans', 'inbox_ids'].map((name) => `special_days.${place}.${name}`),
  ),
  // They are checked in the order of their ids, as the server keeps them.
  ...inboxes.flatMap((_, place) => DAYS.map((day) => `inboxes.${place}.week.${day}`)),
]

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const clock = (at: number) =>
  `${String(Math.floor(at / 60) % 24).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`

export const endsNextDay = ({ from, until }: Span): boolean => until !== '00:00' && until <= from

/** One more after the last of a day, an hour later and not past midnight; none where there is no room. */
export function nextSpan(spans: readonly Span[]): Span | null {
  const last = spans.at(-1)
  if (!last) return { from: '09:00', until: '22:00' }
  if (spans.length >= MOST_SPANS || last.until <= last.from) return null
  const from = minutes(last.until) + 60
  if (from >= 23 * 60) return null
  return { from: clock(from), until: clock(Math.min(from + 4 * 60, 24 * 60)) }
}

export const copyDay = (week: Week, from: Day, to: readonly Day[]): Week => ({
  ...week,
  ...Object.fromEntries(to.map((day) => [day, week[from].map((span) => ({ ...span }))])),
})

/** The parts of a day's bar, in hundredths, with what runs over from the day before. */
export function bars(week: Week, day: Day): { from: number; width: number }[] {
  const before = week[DAYS[(DAYS.indexOf(day) + 6) % 7]!]
  const over = before.filter(endsNextDay).map(({ until }) => [0, minutes(until)] as const)
  const own = week[day].map(
    (span) => [minutes(span.from), span.until <= span.from ? 1440 : minutes(span.until)] as const,
  )
  return [...over, ...own].map(([from, until]) => ({
    from: from / 14.4,
    width: (until - from) / 14.4,
  }))
}
