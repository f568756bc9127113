import { expect, it } from 'vitest'
import { percent } from './percent'

it('says a share in whole percent, and certainty only where there is some', () => {
  expect(percent(0.404, 'zh-CN')).toBe('40%')
  expect(percent(0.9999, 'zh-CN')).toBe('99%')
  expect(percent(1, 'en')).toBe('100%')
  expect(percent(-0.2, 'en')).toBe('0%')
})
