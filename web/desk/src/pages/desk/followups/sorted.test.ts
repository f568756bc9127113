import { describe, expect, it } from 'vitest'
import type { FollowUp } from '@/app/followUps'
import { sorted } from './sorted'

const due = (id: string, at: Date) => ({ id, due_at: at.toISOString() }) as FollowUp
const now = new Date(2026, 10, 20, 15).getTime()

describe('follow-ups', () => {
  it('lie in the drawer of the day on which they are due', () => {
    const drawers = sorted(
      [
        due('yesterday', new Date(2026, 10, 19, 18)),
        due('this hour', new Date(2026, 10, 20, 15)),
        due('tonight', new Date(2026, 10, 20, 23, 59)),
        due('tomorrow', new Date(2026, 10, 21, 0)),
      ],
      now,
    )
    const names = Object.values(drawers).map((drawer) => drawer.map(({ id }) => id))
    expect(names).toEqual([['yesterday', 'this hour'], ['tonight'], ['tomorrow']])
  })
})
