import type { Locale } from './api'

/** Each under its own name, so that it is found in a language one cannot read. */
export const LOCALES: { value: Locale; label: string }[] = [
  { value: 'zh-CN', label: '简体中文' },
  { value: 'zh-Hant', label: '繁體中文' },
  { value: 'en', label: 'English' },
]

/** The first of the browser's languages that we speak; Chinese where there is none. */
export function chooseLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    const tag = language.toLowerCase()
    if (/^zh(-|$)/.test(tag)) return /hant|-(tw|hk|mo)\b/.test(tag) ? 'zh-Hant' : 'zh-CN'
    if (/^en(-|$)/.test(tag)) return 'en'
  }
  return 'zh-CN'
}
