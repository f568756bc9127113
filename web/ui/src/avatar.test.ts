import { describe, expect, it } from 'vitest'
import { AVATAR_COLORS, colorOf, initialOf } from './avatar'

describe('an avatar', () => {
  it('shows the first character as a reader sees it', () => {
    expect(initialOf('林小满')).toBe('林')
    expect(initialOf('  chen Yu-ting')).toBe('C')
    expect(initialOf('👨‍👩‍👧 一家')).toBe('👨‍👩‍👧')
    expect(initialOf('𠮷野')).toBe('𠮷')
    expect(initialOf('')).toBe('·')
  })

  it('keeps its colour and stays within the palette', () => {
    for (const seed of ['a', 'b', '0193', '林小满']) {
      expect(colorOf(seed)).toBe(colorOf(seed))
      expect(colorOf(seed)).toBeLessThan(AVATAR_COLORS)
    }
  })
})
