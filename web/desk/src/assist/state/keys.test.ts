import { describe, expect, it } from 'vitest'
import { commandOf, type KeyPress } from './keys'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: /^\d$/.test(key) ? `Digit${key}` : key,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 0,
  ...more,
})

describe('the panel’s keys', () => {
  it('copy by number, and mark with Shift whatever the key writes then', () => {
    expect(commandOf(press('2'), 'free')).toEqual({ copy: 1, mark: false })
    const shifted = press('！', { code: 'Digit1', shiftKey: true })
    expect(commandOf(shifted, 'free')).toEqual({ copy: 0, mark: true })
    expect(commandOf(press('3', { code: 'Numpad3' }), 'control')).toEqual({ copy: 2, mark: false })
    expect(commandOf(press('Enter'), 'free')).toEqual({ copy: 0, mark: false })
  })

  it('leave digits to a field unless Alt is held', () => {
    expect(commandOf(press('1'), 'typing')).toBeNull()
    expect(commandOf(press('¡', { code: 'Digit1', altKey: true }), 'typing')).toEqual({
      copy: 0,
      mark: false,
    })
  })

  it('copy from the field while its words stand answered, and leave it the rest', () => {
    expect(commandOf(press('1'), 'answered')).toEqual({ copy: 0, mark: false })
    for (const key of ['4', '发', 'Enter', 'ArrowUp', ' '])
      expect(commandOf(press(key), 'answered')).toBeNull()
  })

  it('lead letters into the field, and leave buttons their own keys', () => {
    expect(commandOf(press('发'), 'free')).toBe('write')
    expect(commandOf(press('4'), 'free')).toBe('write')
    expect(commandOf(press(' '), 'control')).toBeNull()
    expect(commandOf(press('Enter'), 'control')).toBeNull()
    expect(commandOf(press('Tab'), 'free')).toBeNull()
    expect(commandOf(press('ArrowUp'), 'free')).toBe('earlier')
    expect(commandOf(press('Escape'), 'typing')).toBe('field')
  })

  it('leave input methods and the browser alone', () => {
    expect(commandOf(press('1', { isComposing: true }), 'free')).toBeNull()
    expect(commandOf(press('1', { keyCode: 229 }), 'free')).toBeNull()
    expect(commandOf(press('1', { ctrlKey: true }), 'free')).toBeNull()
    expect(commandOf(press('v', { metaKey: true }), 'free')).toBeNull()
  })
})
