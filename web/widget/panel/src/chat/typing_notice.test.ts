import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { TypingNotice } from './typing_notice'

const told: boolean[] = []
const notice = new TypingNotice((typing) => told.push(typing))

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  told.length = 0
})

afterEach(() => {
  notice.stop()
  vi.useRealTimers()
})

it('tells at once, then every three seconds', () => {
  for (let second = 0; second < 4; second += 1) {
    notice.wrote('在')
    vi.advanceTimersByTime(1000)
  }
  expect(told).toEqual([true, true])
})

it('tells the end when the field is empty or the buyer pauses', () => {
  notice.wrote('在')
  notice.wrote('')
  expect(told).toEqual([true, false])
  notice.wrote('在')
  vi.advanceTimersByTime(5000)
  expect(told).toEqual([true, false, true, false])
})
