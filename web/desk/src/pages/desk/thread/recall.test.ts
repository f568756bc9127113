import { describe, expect, it } from 'vitest'
import { aMessage, time } from '@/live/testing'
import { recallable } from './recall'

const at = (seconds: number) => Date.parse(time(seconds))

describe('recall', () => {
  const mine = aMessage({ author: 'agent', staff_id: 'me', created_at: time(0) })

  it('is open to the writer for two minutes', () => {
    expect(recallable(mine, 'me', at(119))).toBe(true)
    expect(recallable(mine, 'me', at(120))).toBe(false)
  })

  it("is closed to colleagues, for buyers' words, and once done", () => {
    expect(recallable(mine, 'mei', at(1))).toBe(false)
    expect(recallable(aMessage(), 'me', at(1))).toBe(false)
    expect(recallable({ ...mine, recalled_at: time(1) }, 'me', at(2))).toBe(false)
  })
})
