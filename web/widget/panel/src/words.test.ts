import { expect, it } from 'vitest'
import en from '../../locales/en.json'
import zhCN from '../../locales/zh-CN.json'
import zhHant from '../../locales/zh-Hant.json'
import { localeFor } from '../../shared/locale'
import { replyTime, wordsOf } from './words'

const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()

it('has every word in every language, with the same values in it', () => {
  for (const dictionary of [zhHant, en] as Record<string, string>[]) {
    expect(Object.keys(dictionary)).toEqual(Object.keys(zhCN))
    for (const [word, text] of Object.entries(zhCN)) {
      expect([word, ...values(dictionary[word]!)]).toEqual([word, ...values(text)])
    }
  }
})

it('keeps Latin letters out of the Chinese words', () => {
  for (const text of [...Object.values(zhCN), ...Object.values(zhHant)]) {
    expect(text.replace(/\{\w+\}/g, '')).not.toMatch(/[a-z]/i)
  }
})

it('chooses a language by script and region', () => {
  expect(localeFor('zh-CN')).toBe('zh-CN')
  expect(localeFor('zh')).toBe('zh-CN')
  expect(localeFor('zh-Hans-HK')).toBe('zh-CN')
  expect(localeFor('zh-TW')).toBe('zh-Hant')
  expect(localeFor('zh-Hant-MO')).toBe('zh-Hant')
  expect(localeFor('en-GB')).toBe('en')
  expect(localeFor('de')).toBe('en')
})

const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString()

it('says when, shorter the nearer', async () => {
  const { moment } = await wordsOf('zh-CN')
  const now = new Date(2026, 10, 22, 12)
  expect(moment(at(2026, 10, 22, 9, 5), now)).toBe('09:05')
  expect(moment(at(2026, 10, 21, 23, 59), now)).toBe('昨天 23:59')
  expect(moment(at(2026, 9, 1, 8, 0), now)).toBe('10月1日 08:00')
  expect(moment(at(2025, 9, 1, 8, 0), now)).toBe('2025年10月1日 08:00')
})

it('says how soon an answer comes', async () => {
  const { t } = await wordsOf('zh-CN')
  const usual = (seconds: number) => replyTime({ seconds, measured: true }, t)
  expect(usual(30)).toBe('通常 30 秒内回复')
  expect(usual(90)).toBe('通常 2 分钟内回复')
  expect(replyTime({ seconds: 7200, measured: false }, t)).toBe('最迟 2 小时内回复')
})
