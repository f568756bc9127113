import { expect, test } from 'vitest'
import {
  dayOf,
  movedDays,
  movedMonths,
  steppedTo,
  todayHere,
  weekday,
  weeksOf,
  written,
} from './calendarDay'

const TODAY = '2026-11-24'
const read = (text: string, first: 'month' | 'day' = 'month') => dayOf(text, TODAY, first)

test('a day is understood however it is typed', () => {
  const typed = [
    '2026-11-24',
    '2026/11/24',
    '2026.11.24',
    '２０２６－１１－２４',
    '20261124',
    '2026年11月24日',
    '2026 年 11 月 24 号',
    '11月24日',
    '11月24號',
    '11-24',
    '11.24',
    '11/24/2026',
    '24/11/2026',
    '24 Nov 2026',
    '24 november',
    'Nov 24, 2026',
    'nov 24',
    ' 24nov ',
  ]
  expect(typed.map((text) => [text, read(text)])).toEqual(typed.map((text) => [text, TODAY]))
})

test('of two numbers the page says which is the month, unless only one way is a day', () => {
  expect(read('12/1')).toBe('2026-12-01')
  expect(read('1/12', 'day')).toBe('2026-12-01')
  expect(read('24/11')).toBe(TODAY)
  expect(read('11/24', 'day')).toBe(TODAY)
})

test('without its year it is the nearest', () => {
  expect(read('1月3日')).toBe('2027-01-03')
  expect(read('10月3日')).toBe('2026-10-03')
  expect(dayOf('12月30日', '2027-01-02', 'month')).toBe('2026-12-30')
  expect(dayOf('2月29日', '2027-06-01', 'month')).toBe('2028-02-29')
})

test('sept is a month, and half of two months is none', () => {
  expect(read('3 sept 2026')).toBe('2026-09-03')
  expect(read('3 sep 2026')).toBe('2026-09-03')
  expect(read('3 june 2026')).toBe('2026-06-03')
})

test('what is no day is none', () => {
  const typed = [
    '',
    '2026',
    '2026-11',
    '2026-13-01',
    '2026-02-30',
    '0000-00-00',
    '13月1日',
    '32/32',
    'tomorrow',
    '24 foo',
    '1',
    '2026-11-24T08:00',
  ]
  expect(typed.filter((text) => read(text) !== null)).toEqual([])
})

test('what is understood stays as it is, in every language of the page', () => {
  for (const language of ['zh-CN', 'zh-Hant', 'en']) {
    const write = written(language)
    for (let n = 0; n < 800; n += 1) {
      const day = movedDays('2026-01-01', n)
      expect(read(day)).toBe(day)
      expect([write(day), read(write(day), 'day')]).toEqual([write(day), day])
    }
  }
})

test('six whole weeks hold the month', () => {
  for (let n = 0; n < 40; n += 1) {
    const day = movedMonths('2026-01-31', n)
    const weeks = weeksOf(day)
    expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7, 7])
    expect(weeks.flat()).toContain(day)
    expect(weekday(weeks[0]![0]!)).toBe(0)
    expect(weeks.flat().filter((one) => one.startsWith(day.slice(0, 7))).length).toBeGreaterThan(27)
  }
})

test('a month on is the same day or the last', () => {
  expect(movedMonths('2026-01-31', 1)).toBe('2026-02-28')
  expect(movedMonths('2026-12-15', 1)).toBe('2027-01-15')
  expect(movedMonths('2026-03-31', -1)).toBe('2026-02-28')
})

test('keys lead by days, weeks, months and years', () => {
  expect(steppedTo(TODAY, 'ArrowLeft', false)).toBe('2026-11-23')
  expect(steppedTo(TODAY, 'ArrowDown', false)).toBe('2026-12-01')
  expect(steppedTo(TODAY, 'Home', false)).toBe('2026-11-23')
  expect(steppedTo(TODAY, 'End', false)).toBe('2026-11-29')
  expect(steppedTo(TODAY, 'PageDown', true)).toBe('2027-11-24')
  expect(steppedTo(TODAY, 'x', false)).toBe(null)
})

test('today is the one on the clock', () => {
  expect(todayHere(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05')
})

test('the page writes it in its own language', () => {
  expect(['zh-CN', 'zh-Hant', 'en'].map((language) => written(language)(TODAY))).toEqual([
    '2026年11月24日',
    '2026年11月24日',
    '24 Nov 2026',
  ])
})
