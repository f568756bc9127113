import { describe, expect, it } from 'vitest'
import { byteSize, fit } from './files'

describe('files', () => {
  it('have sizes people can read', () => {
    expect(byteSize(999, 'en')).toBe('999 bytes')
    expect(byteSize(188_211, 'en')).toBe('188 kB')
    expect(byteSize(2_560_000, 'en')).toBe('2.6 MB')
  })

  it('fit into their frame and keep their shape', () => {
    expect(fit(640, 480, 260, 240)).toEqual({ width: 260, height: 195 })
    expect(fit(100, 50, 260, 240)).toEqual({ width: 100, height: 50 })
    expect(fit(null, null, 260, 240)).toEqual({ width: 240, height: 240 })
  })
})
