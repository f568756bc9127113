/** Days and half hours to choose a moment from, in the agent's own time zone. */

const DAYS = 14

export function comingDays(now: Date): Date[] {
  return Array.from(
    { length: DAYS },
    (_, day) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + day),
  )
}

/** The half hours of a day that still lie ahead. */
export function halfHours(day: Date, now: Date): Date[] {
  const slots = Array.from(
    { length: 48 },
    (_, slot) => new Date(day.getFullYear(), day.getMonth(), day.getDate(), 0, slot * 30),
  )
  return slots.filter((slot) => slot > now)
}
