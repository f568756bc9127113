/** Follow-ups by when they are due. Pure. */
import type { FollowUp } from '@/app/followUps'

export type Drawer = 'overdue' | 'today' | 'later'
export const DRAWERS: readonly Drawer[] = ['overdue', 'today', 'later']

export const isDue = (followUp: Pick<FollowUp, 'due_at'>, now: number) =>
  Date.parse(followUp.due_at) <= now

export function drawerOf(followUp: Pick<FollowUp, 'due_at'>, now: number): Drawer {
  if (isDue(followUp, now)) return 'overdue'
  const today = new Date(now).toDateString()
  return new Date(followUp.due_at).toDateString() === today ? 'today' : 'later'
}

export function sorted(followUps: readonly FollowUp[], now: number): Record<Drawer, FollowUp[]> {
  const drawers: Record<Drawer, FollowUp[]> = { overdue: [], today: [], later: [] }
  for (const one of followUps) drawers[drawerOf(one, now)].push(one)
  return drawers
}
