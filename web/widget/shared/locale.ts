export type Locale = 'zh-CN' | 'zh-Hant' | 'en'

/** The language to show for a BCP 47 tag: script and region decide between the two Chinese ones. */
export function localeFor(tag: string | undefined | null): Locale {
  if (!tag) return localeFor(navigator.language || 'zh-CN')
  if (!/^zh\b/i.test(tag)) return 'en'
  return /hant|^(?!.*hans).*-(tw|hk|mo)\b/i.test(tag) ? 'zh-Hant' : 'zh-CN'
}
