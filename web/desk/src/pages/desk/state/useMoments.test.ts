import { expect, it } from 'vitest'
import { createApp } from 'vue'
import { createI18n } from 'vue-i18n'
import { useMoments } from './useMoments'

function momentsIn(language: string) {
  let moments!: ReturnType<typeof useMoments>
  createApp({ setup: () => ((moments = useMoments()), () => null) })
    .use(createI18n({ legacy: false, locale: language, messages: {} }))
    .mount(document.createElement('div'))
  return moments
}

const long_ago = new Date(2024, 2, 11, 9, 5).toISOString()

it.each([
  ['zh-CN', '2024/3/11', '09:05'],
  ['zh-Hant', '2024/3/11', '09:05'],
  ['en', '11 Mar 2024', '09:05'],
])('%s writes a day so that nobody takes the month for the day', (language, date, clock) => {
  const moments = momentsIn(language)
  expect(moments.date(long_ago)).toBe(date)
  expect(moments.short(long_ago)).toBe(date)
  expect(moments.clock(long_ago)).toBe(clock)
})
