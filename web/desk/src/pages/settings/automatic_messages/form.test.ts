import { expect, it } from 'vitest'
import type { Settings } from '@/app/automaticMessages'
import { emptyWording, formOf, settingsOf } from './form'

const settings: Settings = {
  messages: [
    {
      kind: 'waiting',
      on: true,
      texts: [
        {
          inbox_ids: [],
          stages: ['pre_sale'],
          contact: null,
          situation: null,
          words: { 'zh-CN': '请稍等' },
        },
      ],
    },
    {
      kind: 'closing',
      on: true,
      texts: [
        {
          inbox_ids: [],
          stages: [],
          contact: 'returning',
          situation: 'after_apology',
          words: { 'zh-CN': '今天久等了' },
        },
      ],
    },
    { kind: 'busy', on: false, texts: [] },
  ],
  waiting_seconds: 45,
  waiting_again_seconds: 180,
  apology_seconds: 300,
  close_idle_hours: 24,
  busy_queue: 10,
  greet_again: false,
  collect_offline: true,
  contacts: { en: 'call us' },
}

it('gives back what it was given', () => {
  expect(settingsOf(formOf(settings))).toEqual(settings)
})

it('leaves out wordings without words', () => {
  const form = formOf(settings)
  form.messages[1]!.texts.push(emptyWording())
  expect(settingsOf(form)).toEqual(settings)
})
