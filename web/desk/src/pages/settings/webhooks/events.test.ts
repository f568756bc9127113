import { beforeAll, describe, expect, it } from 'vitest'
import { startLocale } from '@/app/locale'
import { EVENTS, eventWords, failureWords } from './events'

describe('words of webhooks', () => {
  beforeAll(startLocale)

  it('has words for every event that can be chosen', () => {
    for (const event of [...EVENTS, 'webhook.test']) expect(eventWords(event)).not.toBe(event)
  })

  it('keeps the name of what it does not know', () => {
    expect(eventWords('order.paid')).toBe('order.paid')
    expect(failureWords('something_new')).toBe('something_new')
  })

  it('tells the status of an answer', () => {
    expect(failureWords('http_503')).toContain('503')
  })
})
