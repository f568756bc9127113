import { describe, expect, it } from 'vitest'
import { chooseLocale } from './locales'

describe('the language of a first visit', () => {
  it.each([
    [['zh-CN', 'en'], 'zh-CN'],
    [['zh'], 'zh-CN'],
    [['zh-TW'], 'zh-Hant'],
    [['zh-Hant-HK'], 'zh-Hant'],
    [['fr', 'en-GB'], 'en'],
    [['de'], 'zh-CN'],
    [[], 'zh-CN'],
  ])('%j is %s', (languages, locale) => {
    expect(chooseLocale(languages)).toBe(locale)
  })
})
