import { describe, expect, it } from 'vitest'
import { nextStep } from './steps'

describe('the first run', () => {
  it('opens the first thing left to do, in any order of doing', () => {
    const none = { shop: false, script: false, invite: false, chat: false }
    expect(nextStep(none)).toBe('shop')
    expect(nextStep({ ...none, shop: true, invite: true })).toBe('script')
    expect(nextStep({ shop: true, script: true, invite: true, chat: true })).toBeNull()
  })
})
