import { expect, test } from 'vitest'
import { span } from './span'

test('a wait is as exact as it is worth', () => {
  expect(span(4_240, 'en')).toBe('4.2 sec')
  expect(span(38_400, 'en')).toBe('38 sec')
  expect(span(150_000, 'en')).toBe('2.5 min')
  expect(span(null, 'en')).toBe('—')
  expect(span(4_240, 'zh-CN')).toBe('4.2秒')
})
