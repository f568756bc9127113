import { describe, expect, it } from 'vitest'
import { recalled, remember } from './recall'

describe('the questions of this sitting', () => {
  const earlier = ['三', '二', '一']

  it('are each kept once, the last one first, and not for ever', () => {
    expect(remember(earlier, '一')).toEqual(['一', '三', '二'])
    const many = Array.from({ length: 30 }, (_, n) => `${n}`).reduce(remember, [] as string[])
    expect(many).toHaveLength(20)
    expect(many[0]).toBe('29')
  })

  it('come back one by one, and lead to an empty field again', () => {
    expect(recalled(earlier, '', 1)).toBe('三')
    expect(recalled(earlier, '三', 1)).toBe('二')
    expect(recalled(earlier, '一', 1)).toBeNull()
    expect(recalled(earlier, '二', -1)).toBe('三')
    expect(recalled(earlier, '三', -1)).toBe('')
  })

  it('never replace what is being written', () => {
    expect(recalled(earlier, '四还没', 1)).toBeNull()
    expect(recalled([], '', 1)).toBeNull()
    expect(recalled([], '', -1)).toBeNull()
  })
})
