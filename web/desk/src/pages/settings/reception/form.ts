/** The rules of reception as the form holds them. Pure. */
import type { Settings, Skills } from '@/app/reception'

/** Numbers, as they are typed. */
export const NUMBERS = [
  { field: 'capacity', min: 1, max: 100 },
  { field: 'idle_minutes', min: 1, max: 1440 },
  { field: 'returning_hours', min: 0, max: 720 },
  { field: 'long_wait_seconds', min: 10, max: 86_400 },
  { field: 'overflow_seconds', min: 0, max: 86_400 },
  { field: 'absence_seconds', min: 5, max: 3600 },
] as const
export type NumberField = (typeof NUMBERS)[number]['field']

export interface Form {
  assignment: Settings['assignment']
  locked: boolean
  show_position: boolean
  /** One in a line, or with commas between them. */
  tiers: string
  numbers: Record<NumberField, string>
}

export const formOf = (settings: Settings): Form => ({
  assignment: settings.assignment,
  locked: settings.locked,
  show_position: settings.show_position,
  tiers: settings.vip_tiers.join('、'),
  numbers: Object.fromEntries(
    NUMBERS.map(({ field }) => [field, String(settings[field])]),
  ) as Form['numbers'],
})

export const settingsOf = ({
  assignment,
  locked,
  show_position,
  tiers,
  numbers,
}: Form): Settings => ({
  assignment,
  locked,
  show_position,
  vip_tiers: words(tiers),
  capacity: Number(numbers.capacity),
  idle_minutes: Number(numbers.idle_minutes),
  returning_hours: Number(numbers.returning_hours),
  long_wait_seconds: Number(numbers.long_wait_seconds),
  overflow_seconds: Number(numbers.overflow_seconds),
  absence_seconds: Number(numbers.absence_seconds),
})

/** What was typed between commas of any script, or in lines of its own; each once. */
export const words = (typed: string): string[] => [
  ...new Set(
    typed
      .split(/[,，、;；\n]/)
      .map((word) => word.trim())
      .filter(Boolean),
  ),
]

export const noSkills = (): Skills => ({ inboxes: [], stages: [], languages: [], products: [] })
