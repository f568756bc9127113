import { expect, test } from 'vitest'
import { figureOf, groupsOf } from './figures'

const NONE = {
  since: '2026-11-16T00:00:00Z',
  inbox_id: null,
  conversations: 0,
  bot_only: 0,
  called_at_once: 0,
  called_later: 0,
  taken_over: 0,
  solved: 0,
  unsolved: 0,
  silent: 0,
  questions: 0,
  answered: 0,
  small_talk: 0,
  pressed: 0,
  recommended: 0,
  picked: 0,
  sizes: 0,
  fallback: 0,
  left_to_people: 0,
  helpful: 0,
  unhelpful: 0,
}
const all = (bot: typeof NONE) => groupsOf(bot, 'en').flatMap(({ figures }) => figures)
const value = (bot: typeof NONE, key: string) => figureOf(key, all(bot))?.value

test('of nothing there is no share', () => {
  expect(new Set(all(NONE).map((one) => one.value))).toEqual(new Set(['—']))
  expect(figureOf('wealth', all(NONE))).toBe(null)
})

test('a person who took over by themselves was not called', () => {
  const bot = {
    ...NONE,
    conversations: 210,
    bot_only: 120,
    called_at_once: 50,
    called_later: 30,
    taken_over: 10,
  }
  expect(value(bot, 'net')).toBe('60%')
  expect(value(bot, 'alone')).toBe('57%')
  expect(figureOf('net', all(bot))?.of).toBe('120 / 200')
})

test('every figure has a name of its own', () => {
  const keys = all(NONE).map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
})
