import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TELL_EVERY_MS, watchActivity } from './activity'

let away = false
const tell = vi.fn<() => void>()
let stop: () => void
const touch = () => dispatchEvent(new Event('keydown'))

beforeEach(() => {
  vi.useFakeTimers()
  away = false
  tell.mockReset()
  stop = watchActivity(tell, () => away)
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

test('many touches are told once', () => {
  touch()
  touch()
  expect(tell).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(TELL_EVERY_MS)
  touch()
  expect(tell).toHaveBeenCalledTimes(2)
})

test('who was sent away is heard at once', () => {
  touch()
  away = true
  vi.advanceTimersByTime(1000)
  touch()
  expect(tell).toHaveBeenCalledTimes(2)
})

test('nobody listens after the end', () => {
  stop()
  touch()
  expect(tell).not.toHaveBeenCalled()
})
