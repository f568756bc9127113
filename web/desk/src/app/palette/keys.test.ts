import { describe, expect, it } from 'vitest'
import { appKey } from './keys'

const press = (key: string, more: object = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...more,
})
const reading = { typing: false, led: false }
const typing = { typing: true, led: false }

describe('keys of the whole application', () => {
  it('open the palette even while typing', () => {
    expect(appKey(press('k', { metaKey: true }), typing)).toEqual({ open: 'palette' })
    expect(appKey(press('k', { ctrlKey: true }), reading)).toEqual({ open: 'palette' })
  })

  it('leave letters to the text', () => {
    expect(appKey(press('g'), typing)).toBeNull()
    expect(appKey(press('?'), typing)).toBeNull()
  })

  it('lead somewhere by G and a letter', () => {
    expect(appKey(press('g'), reading)).toEqual({ lead: true })
    expect(appKey(press('S'), { typing: false, led: true })).toEqual({ go: 's' })
  })

  it('are silent while an input method composes', () => {
    expect(appKey(press('g', { isComposing: true }), reading)).toBeNull()
  })
})
