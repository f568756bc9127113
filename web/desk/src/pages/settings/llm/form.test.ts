import { expect, it } from 'vitest'
import type { LlmSettings } from '@/app/api'
import { bodyOf, formOf, shareUsed } from './form'

const settings: LlmSettings = {
  enabled: true,
  address: 'https://api.example.com/v1',
  model: 'small-1',
  has_key: true,
  time_box_seconds: 30,
  monthly_tokens: 1000,
  abilities: ['draft', 'summary'],
  usage: { month: '2026-11', tokens: 250, requests: 3 },
}

it('gives back what it was given, and no key that nobody typed', () => {
  const { has_key: _, usage: __, ...given } = settings
  expect(bodyOf(formOf(settings))).toEqual(given)
})

it('sends a key that was typed', () => {
  expect(bodyOf({ ...formOf(settings), key: ' sk-1 ' })).toMatchObject({ api_key: 'sk-1' })
})

it('takes another order of the choice for the same', () => {
  const form = formOf(settings)
  expect(bodyOf({ ...form, abilities: form.abilities.toReversed() })).toEqual(bodyOf(form))
})

it('knows how much is used up', () => {
  expect(shareUsed(settings)).toBe(0.25)
  expect(shareUsed({ ...settings, monthly_tokens: 100 })).toBe(1)
  expect(shareUsed({ ...settings, monthly_tokens: 0 })).toBe(1)
})
