import { describe, expect, it } from 'vitest'
import { composing } from '@/app/composing'
import { commandOf } from './shortcuts'

const press = (key: string, rest = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 0,
  ...rest,
})
const idle = { typing: false, overlay: false, control: false }

describe('keys', () => {
  it('speak to the desk only when nothing else listens', () => {
    expect(commandOf(press('E'), idle)).toBe('solve')
    expect(commandOf(press('w'), idle)).toBe('longest')
    expect(commandOf(press('e'), { ...idle, typing: true })).toBeNull()
    expect(commandOf(press('e'), { ...idle, overlay: true })).toBeNull()
    expect(commandOf(press('e', { metaKey: true }), idle)).toBeNull()
  })

  it('let Escape leave a text field and Enter press a button', () => {
    expect(commandOf(press('Escape'), { ...idle, typing: true })).toBe('back')
    expect(commandOf(press('Enter'), { ...idle, control: true })).toBeNull()
  })

  it('leave keys of an input method alone', () => {
    expect(composing({ isComposing: false, keyCode: 229 })).toBe(true)
    expect(commandOf(press('j', { keyCode: 229 }), idle)).toBeNull()
  })
})
