/** The panel's words and dates in the buyer's language. */
import type zhCN from '../../locales/zh-CN.json'
import type { Locale } from '../../shared/locale'
import type { ExpectedReply } from './chat/model'

export type Word = keyof typeof zhCN

type Dictionary = Record<Word, string>

const dictionaries: Record<Locale, () => Promise<{ default: Dictionary }>> = {
  'zh-CN': () => import('../../locales/zh-CN.json'),
  'zh-Hant': () => import('../../locales/zh-Hant.json'),
  en: () => import('../../locales/en.json'),
}

/** Each in itself, so that everybody finds their own. */
export const languages: [Locale, string][] = [
  ['zh-CN', '简体中文'],
  ['zh-Hant', '繁體中文'],
  ['en', 'English'],
]

export interface Words {
  locale: Locale
  t(word: Word, values?: Record<string, string | number>): string
  /** `14:03`, with the day in front when it is not today. */
  moment(at: string, now?: Date): string
}

export async function wordsOf(locale: Locale): Promise<Words> {
  const { default: dictionary } = await dictionaries[locale]()
  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const t: Words['t'] = (word, values = {}) =>
    dictionary[word].replace(/\{(\w+)\}/g, (_, name: string) => `${values[name] ?? ''}`)
  return {
    locale,
    t,
    moment(at, now = new Date()) {
      const day = new Date(at)
      return `${dayOf(day, now, locale, t)}${clock.format(day)}`
    },
  }
}

const midnight = (date: Date) => new Date(date).setHours(0, 0, 0, 0)

function dayOf(day: Date, now: Date, locale: Locale, t: Words['t']): string {
  const days = Math.round((midnight(now) - midnight(day)) / 86_400_000)
  if (days === 0) return ''
  if (days === 1) return `${t('yesterday')} `
  const sameYear = day.getFullYear() === now.getFullYear()
  const year = sameYear ? {} : ({ year: 'numeric' } as const)
  return `${day.toLocaleDateString(locale, { ...year, month: locale === 'en' ? 'short' : 'long', day: 'numeric' })} `
}

/** How soon the shop answers, as it usually does or as it promises. */
export function replyTime({ seconds, measured }: ExpectedReply, t: Words['t']): string {
  const [unit, size] =
    seconds < 60
      ? (['seconds', 1] as const)
      : seconds < 3600
        ? (['minutes', 60] as const)
        : (['hours', 3600] as const)
  const time = t(unit, { n: Math.ceil(seconds / size) })
  return t(measured ? 'usually' : 'at_latest', { time })
}
