/** The moments offered for "later", in the agent's own time zone. */

export type LaterChoice =
  | 'hour'
  | 'three_hours'
  | 'afternoon'
  | 'evening'
  | 'tomorrow'
  | 'tomorrow_open'
  | 'next_open'
  | 'monday'
  | 'monday_open'

export interface LaterTime {
  choice: LaterChoice
  at: Date
}

const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString()

/** `openings`: when the shop opens in the coming days, having been closed; none where it never closes. */
export function laterTimes(now: Date, openings: readonly Date[]): LaterTime[] {
  const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000)
  const at = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour)
  const times: LaterTime[] = [
    { choice: 'hour', at: inHours(1) },
    { choice: 'three_hours', at: inHours(3) },
  ]
  if (now.getHours() < 14) times.push({ choice: 'afternoon', at: at(0, 15) })
  else if (now.getHours() < 17) times.push({ choice: 'evening', at: at(0, 18) })

  const tomorrow = at(1, 9)
  const next = openings.find((one) => one >= at(1, 0))
  if (!next) times.push({ choice: 'tomorrow', at: tomorrow })
  else times.push({ choice: sameDay(next, tomorrow) ? 'tomorrow_open' : 'next_open', at: next })

  const monday = at((8 - now.getDay()) % 7 || 7, 9)
  const open = openings.find((one) => sameDay(one, monday))
  const isNext = sameDay(times.at(-1)!.at, monday) || sameDay(monday, tomorrow)
  if (!isNext && open) times.push({ choice: 'monday_open', at: open })
  else if (!isNext && !openings.length) times.push({ choice: 'monday', at: monday })
  return times
}
