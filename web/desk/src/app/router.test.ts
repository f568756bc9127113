import { describe, expect, it } from 'vitest'
import { nextPlace } from './router'

describe('the way back after signing in', () => {
  it('leads to the page that was asked for', () => {
    expect(nextPlace('/desk/mine/1?at=3')).toBe('/desk/mine/1?at=3')
  })

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:x', undefined])(
    'never leads to %s',
    (next) => {
      expect(nextPlace(next)).toBe('/desk')
    },
  )
})
