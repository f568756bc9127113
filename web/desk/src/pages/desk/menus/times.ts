/** The moments offered for "later", in the agent's own time zone. */

export type SnoozeChoice = 'hour' | 'three_hours' | 'evening' | 'tomorrow' | 'monday'

export function snoozeTimes(now: Date): { choice: SnoozeChoice; until: Date }[] {
  const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000)
  const at = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour)
  const untilMonday = (8 - now.getDay()) % 7 || 7
  const times: { choice: SnoozeChoice; until: Date }[] = [
    { choice: 'hour', until: inHours(1) },
    { choice: 'three_hours', until: inHours(3) },
  ]
  if (now.getHours() < 17) times.push({ choice: 'evening', until: at(0, 18) })
  times.push({ choice: 'tomorrow', until: at(1, 9) })
  if (untilMonday > 1) times.push({ choice: 'monday', until: at(untilMonday, 9) })
  return times
}
