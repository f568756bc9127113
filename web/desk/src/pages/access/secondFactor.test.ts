import { expect, it } from 'vitest'
import { grouped } from './secondFactor'

it('writes a secret as it is read aloud', () => {
  expect(grouped('GEZDGNBVGY3TQOJQ')).toBe('GEZD GNBV GY3T QOJQ')
  expect(grouped('GEZDGN')).toBe('GEZD GN')
  expect(grouped('')).toBe('')
})
