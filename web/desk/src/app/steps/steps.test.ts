import { describe, expect, it } from 'vitest'
import {
  addable,
  added,
  blank,
  errorsOf,
  misplaced,
  minutesOf,
  moved,
  span,
  type Step,
} from './steps'

const kinds = (steps: Step[]) => steps.map((step) => step.do)

describe('a list of steps', () => {
  it('is put in another order one place at a time', () => {
    expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3])
    expect(moved([1, 2, 3], 2, 1)).toEqual([1, 2, 3])
    expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3])
  })

  it('takes a new step where it may stand', () => {
    const all = (['solve', 'assign', 'tag', 'reply', 'follow_up', 'stage'] as const).reduce<Step[]>(
      (steps, kind) => added(steps, blank(kind)),
      [],
    )
    expect(kinds(all)).toEqual(['reply', 'tag', 'assign', 'stage', 'follow_up', 'solve'])
    expect(misplaced(all)).toBeNull()
  })

  it('offers what may still be added', () => {
    expect(addable([blank('reply'), blank('snooze')])).not.toContain('solve')
    expect(addable([blank('reply'), blank('snooze')])).not.toContain('reply')
    expect(addable([blank('tag')])).toContain('tag')
    expect(addable(Array.from({ length: 12 }, () => blank('note')))).toEqual([])
  })

  it('knows what stands where it cannot', () => {
    expect(misplaced([blank('solve'), blank('reply')])).toEqual({ step: 1, code: 'after_the_end' })
    expect(misplaced([blank('solve'), blank('snooze')])).toEqual({ step: 1, code: 'doubled' })
    const away: Step = { do: 'assign', to: 'queue', staff_id: null, group_id: null }
    expect(misplaced([away, blank('reply')])).toEqual({ step: 1, code: 'after_handing_over' })
    expect(misplaced([blank('assign'), blank('reply'), blank('solve'), blank('note')])).toBeNull()
  })
})

describe('a span of time', () => {
  it('is said in the largest unit that fits, and back', () => {
    expect(span(90)).toEqual({ count: 90, unit: 'minutes' })
    expect(span(120)).toEqual({ count: 2, unit: 'hours' })
    expect(span(2880)).toEqual({ count: 2, unit: 'days' })
    for (const minutes of [1, 59, 60, 1440, 527_040]) {
      const { count, unit } = span(minutes)
      expect(minutesOf(count, unit)).toBe(minutes)
    }
  })
})

describe('errors of a step', () => {
  it('are those of its path alone', () => {
    const errors = { 'steps[1].text': '写点什么', 'steps[1]': '放错了', 'steps[10].text': '别的' }
    expect(errorsOf(errors, 1)).toEqual({ text: '写点什么', '': '放错了' })
  })
})
