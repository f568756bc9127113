import { expect, test } from 'vitest'
import { figuresOf, SERVICE_FIGURES, serviceFigureOf, serviceFigures, serviceRow } from './figures'

test('every missed target counts', () => {
  const breaches = { first: 1, next: 2, solve: 0 }
  const day = {
    conversations: 1200,
    replies: 3,
    rounds: 0,
    average_reply_ms: null,
    longest_reply_ms: null,
    solved: 0,
    breaches,
  }
  const found = figuresOf(day, 'en')
  expect(found.find(({ key }) => key === 'late')).toEqual({ key: 'late', value: '3', bad: true })
  expect(found[0]).toEqual({ key: 'conversations', value: '1,200' })
})

test('what is not counted yet is a dash, and nobody who came back was helped at once', () => {
  const shop = {
    since: '2026-11-16T00:00:00Z',
    conversations: 0,
    taken_ms_median: null,
    first_reply_ms_median: null,
    first_replies: 0,
    first_replies_in_time: 0,
    average_reply_ms: null,
    solve_ms_median: null,
    replies_per_conversation: null,
    settled: { from: '', until: '', solved: 0, came_back: 0 },
  }
  expect(new Set(serviceFigures(shop, 'en').map(({ value }) => value))).toEqual(new Set(['—']))
  const settled = { from: '', until: '', solved: 4, came_back: 1 }
  const told = serviceFigures({ ...shop, replies_per_conversation: 2.5, settled }, 'en')
  expect(told.slice(-2).map(({ value }) => value)).toEqual(['2.5', '75%'])
})

test('every figure of the shop has its conversations, and an address names one or none', () => {
  expect(Object.keys(SERVICE_FIGURES).map(serviceFigureOf)).toEqual(Object.keys(SERVICE_FIGURES))
  for (const named of ['toString', '', null, ['taken']]) expect(serviceFigureOf(named)).toBe(null)
})

const t = (key: string, named?: Record<string, unknown>) => [key, named?.['n']].join(' ').trim()

test('a row says what it adds to its figure', () => {
  const one = {
    id: 'c1',
    number: 7,
    customer_id: 'k1',
    customer_name: '林小姐',
    at: '2026-11-16T00:00:00Z',
    value_ms: 4200,
    replies: 3,
    missed: true,
  }
  expect(serviceRow('in_time', one, t, 'en')).toMatchObject({
    value: '4.2 sec',
    wrong: 'shift.missed.in_time',
  })
  expect(serviceRow('per_conversation', { ...one, missed: false }, t, 'en').value).toBe(
    'shift.replies_in 3',
  )
  const waits = serviceRow('in_time', { ...one, value_ms: null }, t, 'en')
  expect(waits).not.toHaveProperty('value')
  expect(serviceRow('at_once', one, t, 'en').wrong).toBe('shift.missed.at_once')
})
