import { describe, expect, it } from 'vitest'
import { deviceOf, isPhone } from './userAgent'

const edge =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0'
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'

describe('a session is known by its device', () => {
  it('browser and system', () => {
    expect(deviceOf(edge)).toBe('Edge · Windows')
    expect(deviceOf(phone)).toBe('Safari · iOS')
    expect(isPhone(phone)).toBe(true)
    expect(isPhone(edge)).toBe(false)
  })

  it('or nothing, where nothing is known', () => {
    expect(deviceOf('curl/8')).toBeNull()
    expect(deviceOf('')).toBeNull()
  })
})
