import { describe, expect, it } from 'vitest'
import { shopTimes } from './times'

describe('times of a document', () => {
  it('are those of the shop', () => {
    const at = '2026-11-18T16:30:05Z'
    expect(shopTimes('zh-CN', 'Asia/Shanghai').full(at)).toBe('2026/11/19 00:30:05')
    expect(shopTimes('zh-CN', 'America/New_York').full(at)).toBe('2026/11/18 11:30:05')
  })
})
