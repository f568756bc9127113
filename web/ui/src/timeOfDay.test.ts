import { expect, test } from 'vitest'
import { stepped, timeOfDay } from './timeOfDay'

test('a time is understood however it is typed', () => {
  const typed: [string, string][] = [
    ['9', '09:00'],
    ['930', '09:30'],
    ['0930', '09:30'],
    ['9：30', '09:30'],
    ['９：３０', '09:30'],
    ['9.30', '09:30'],
    ['9点', '09:00'],
    ['9点半', '09:30'],
    ['21點15分', '21:15'],
    ['9:30 pm', '21:30'],
    ['12am', '00:00'],
    ['12:05 PM', '12:05'],
    ['24:00', '00:00'],
    [' 23:59 ', '23:59'],
  ]
  expect(typed.map(([text]) => [text, timeOfDay(text)])).toEqual(typed)
})

test('what is no time is none', () => {
  const typed = ['', '25', '24:01', '9:60', '9:3', '13 pm', '0am', 'noon', '12345', '-1', '9:30:00']
  expect(typed.filter((text) => timeOfDay(text) !== null)).toEqual([])
})

test('what is understood stays as it is', () => {
  for (let at = 0; at < 1440; at += 7) {
    const time = `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
    expect(timeOfDay(time)).toBe(time)
    for (const caret of [0, 4])
      expect(timeOfDay(stepped(time, caret, 1))).toBe(stepped(time, caret, 1))
  }
})

test('arrows step hours where the caret is in them, else five minutes', () => {
  expect(stepped('23:30', 1, 1)).toBe('00:30')
  expect(stepped('00:30', 0, -1)).toBe('23:30')
  expect(stepped('09:58', 4, 1)).toBe('10:00')
  expect(stepped('09:02', 5, -1)).toBe('09:00')
  expect(stepped('00:00', 3, -1)).toBe('23:55')
})
