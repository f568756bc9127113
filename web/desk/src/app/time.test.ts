import { describe, expect, it } from 'vitest'
import { ago, shortTime } from './time'

const now = new Date(2026, 10, 22, 12, 0, 0)

describe('a moment', () => {
  it('is as short as it stays clear', () => {
    expect(shortTime(new Date(2026, 10, 22, 9, 5).toISOString(), now)).toBe('09:05')
    expect(shortTime(new Date(2026, 2, 1).toISOString(), now)).toBe('3月1日')
    expect(shortTime(new Date(2024, 2, 1).toISOString(), now)).toBe('2024年3月1日')
  })

  it('is told from now', () => {
    const before = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString()
    expect(ago(before(5), now.getTime())).toBe('此刻')
    expect(ago(before(120), now.getTime())).toBe('2分钟前')
    expect(ago(before(7_200), now.getTime())).toBe('2小时前')
    expect(ago(before(-172_800), now.getTime())).toBe('后天')
  })
})
