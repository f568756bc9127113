import { describe, expect, it } from 'vitest'
import { commandOf, type KeyPress } from './keys'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 0,
  ...more,
})
const reading = { typing: false, overlay: false }
const typing = { typing: true, overlay: false }

describe('the keys of the knowledge page', () => {
  it('walk, search and write while nothing is typed', () => {
    expect(commandOf(press('J'), reading)).toBe('next')
    expect(commandOf(press('/'), reading)).toBe('search')
    expect(commandOf(press('n'), typing)).toBeNull()
    expect(commandOf(press('n'), { typing: false, overlay: true })).toBeNull()
  })

  it('save from a field, by either modifier', () => {
    expect(commandOf(press('s', { ctrlKey: true }), typing)).toBe('save')
    expect(commandOf(press('S', { metaKey: true }), typing)).toBe('save')
    expect(commandOf(press('n', { metaKey: true }), reading)).toBeNull()
  })

  it('leave a composing input method alone', () => {
    expect(commandOf(press('Escape', { isComposing: true }), typing)).toBeNull()
    expect(commandOf(press('Escape', { keyCode: 229 }), typing)).toBeNull()
    expect(commandOf(press('Escape'), typing)).toBe('back')
  })
})
