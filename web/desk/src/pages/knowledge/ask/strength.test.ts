import { expect, test } from 'vitest'
import { soundsSureAlone, strengthOf } from './strength'

test('a signal is said in three words', () => {
  expect([0, 0.34, 0.35, 0.69, 0.7, 1].map(strengthOf)).toEqual([
    'weak',
    'weak',
    'some',
    'some',
    'strong',
    'strong',
  ])
})

test('what was learned is explained where the whole is unsure all the same', () => {
  const explanation = { words: 0.1, learned: 0.98, meaning: null, emergency: false }
  expect(soundsSureAlone(explanation, 0)).toBe(true)
  expect(soundsSureAlone(explanation, 0.8)).toBe(false)
  expect(soundsSureAlone({ ...explanation, learned: null }, 0)).toBe(false)
})
