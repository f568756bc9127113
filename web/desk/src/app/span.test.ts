import { expect, test } from 'vitest'
import { lasting, span } from './span'

test('a wait is as exact as it is worth', () => {
  expect(span(4_240, 'en')).toBe('4.2 sec')
  expect(span(38_400, 'en')).toBe('38 sec')
  expect(span(150_000, 'en')).toBe('2.5 min')
  expect(span(null, 'en')).toBe('—')
  expect(span(4_240, 'zh-CN')).toBe('4.2秒')
})

test('a time that was decided is said in the largest unit that holds it', () => {
  expect(lasting(300, 'en')).toBe('5 minutes')
  expect(lasting(60, 'en')).toBe('1 minute')
  expect(lasting(90, 'en')).toBe('90 seconds')
  expect(lasting(14_400, 'zh-CN')).toBe('4 小时')
  expect(lasting(172_800, 'zh-Hant')).toBe('2 天')
  expect(lasting(0, 'zh-CN')).toBe('0 秒钟')
})
