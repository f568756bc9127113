import { beforeAll, describe, expect, it } from 'vitest'
import { startLocale } from '@/app/locale'
import openapi from '../../../../../../openapi.json'
import { actionWords, actorWords, familyOf, familyWords, valueWords } from './words'

describe('words of the audit log', () => {
  beforeAll(startLocale)

  it('has words for every action and its family', () => {
    for (const action of openapi.components.schemas.AuditAction.enum) {
      expect(actionWords(action)).not.toBe(action)
      expect(familyWords(familyOf(action))).not.toBe(familyOf(action))
    }
  })

  it('keeps the name of what it does not know', () => {
    expect(actionWords('order.paid')).toBe('order.paid')
    expect(familyWords('order')).toBe('order')
  })

  it('says who it was', () => {
    expect(actorWords({ kind: 'staff', name: '小梅' })).toBe('小梅')
    expect(actorWords({ kind: 'token', name: '小梅', via: '报表' })).toContain('报表')
  })

  it('shows values for people', () => {
    expect(valueWords('role', 'agent')).not.toBe('agent')
    expect(valueWords('active', true)).not.toBe('true')
    expect(valueWords('sites', ['https://a.example', 'https://b.example'])).toContain(
      'https://b.example',
    )
    expect(valueWords('fields', ['phone', 'note'])).not.toContain('phone')
    expect(valueWords('title', null)).not.toBe('')
    expect(valueWords('expires_at', '2026-11-11T04:00:00.000Z')).not.toContain('T04')
  })
})
