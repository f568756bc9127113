import { expect, it } from 'vitest'
import { formOf, nightHours, settingsOf, wordsOf, works, writes } from './form'

it('gives back what it was given', () => {
  const settings = {
    mode: 'human_first' as const,
    hours: [nightHours()],
    patience_seconds: 90,
    strictness: 'careful' as const,
    hot_questions: ['a', 'b'],
    hand_over_words: ['人工', 'human'],
    hand_over_topics: ['anger' as const, 'refund' as const],
    offline: { 'zh-CN': '打烊了' },
    past_replies: true,
  }
  expect(settingsOf(formOf(settings))).toEqual(settings)
})

it('leaves the questions to what is asked most until they are chosen', () => {
  const form = formOf({})
  expect(settingsOf(form).hot_questions).toBe(null)
  form.chosen = true
  expect(settingsOf(form).hot_questions).toEqual([])
})

it('takes words apart at lines and commas of either kind', () => {
  expect(wordsOf('人工，真人\n human , 人工、\n\n')).toEqual(['人工', '真人', 'human'])
})

it('knows when anything is suggested', () => {
  expect(works({ mode: 'off', hours: [] })).toBe(false)
  expect(works({ mode: 'off', hours: [nightHours()] })).toBe(true)
})

it('knows when buyers may meet the bot', () => {
  expect(writes({ mode: 'suggest_only', hours: [] })).toBe(false)
  expect(writes({ mode: 'off', hours: [nightHours()] })).toBe(true)
})
