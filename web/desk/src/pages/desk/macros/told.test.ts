import { describe, expect, it } from 'vitest'
import { kept, leaves, told } from './told'

const steps = [
  { do: 'reply' as const, text: '好' },
  { do: 'tag' as const, tag_ids: ['1'] },
  { do: 'tag' as const, tag_ids: ['2'] },
  { do: 'solve' as const, tag_ids: [] },
]
const item = (state: 'done' | 'failed' | 'skipped', code: string | null = null) => ({ state, code })

describe('what a run came to', () => {
  it('names each kind once', () => {
    const items = steps.map(() => item('done'))
    expect(told({ steps, items })).toEqual({ done: ['reply', 'tag', 'solve'], failed: null })
    expect(leaves({ steps, items })).toBe(true)
  })

  it('names where it ended', () => {
    const items = [item('done'), item('failed', 'archived'), item('skipped'), item('skipped')]
    expect(told({ steps, items })).toEqual({
      done: ['reply'],
      failed: { number: 2, code: 'archived' },
    })
    expect(leaves({ steps, items })).toBe(false)
  })

  it('tells what stays after it was taken back', () => {
    const undone = [
      { what: 'reply' as const, code: 'recall_too_late' },
      { what: 'tags' as const, code: null },
    ]
    expect(kept({ undone }).map(({ what }) => what)).toEqual(['reply'])
    expect(kept({ undone: null })).toEqual([])
  })
})
