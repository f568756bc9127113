import { expect, it } from 'vitest'
import { commandOf } from './keys'

const press = (key: string, more = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 0,
  ...more,
})
const free = { typing: false, overlay: false }

it('goes through the list and decides by single keys', () => {
  expect(['j', 'k', 'a', 'X'].map((key) => commandOf(press(key), free))).toEqual([
    'next',
    'previous',
    'answer',
    'dismiss',
  ])
  expect(commandOf(press('j', { ctrlKey: true }), free)).toBeNull()
})

it('leaves letters to whoever types, and Escape to the input method', () => {
  const typing = { typing: true, overlay: false }
  expect(commandOf(press('x'), typing)).toBeNull()
  expect(commandOf(press('Escape'), typing)).toBe('back')
  expect(commandOf(press('Escape', { isComposing: true }), typing)).toBeNull()
  expect(commandOf(press('Escape'), { typing: false, overlay: true })).toBeNull()
})
