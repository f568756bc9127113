/** Times as an agent reads them: the clock today, the day before, else the date. */
import { dateTag } from '@zhanggui/ui'
import { useI18n } from 'vue-i18n'

const DAY = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()
const midnight = (date: Date) =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()

const daysAgo = (at: string) => Math.round((midnight(new Date()) - midnight(new Date(at))) / DAY)

export function useMoments() {
  const { t, locale } = useI18n()
  function format(at: string | Date, options: Intl.DateTimeFormatOptions): string {
    const key = locale.value + JSON.stringify(options)
    let made = formats.get(key)
    if (!made) formats.set(key, (made = new Intl.DateTimeFormat(dateTag(locale.value), options)))
    return made.format(new Date(at))
  }

  const clock = (at: string) => format(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  /** 11/24 in Chinese; in English a number does not say whether it is the month. */
  const month = () => (locale.value === 'en' ? 'short' : 'numeric')
  const date = (at: string) => format(at, { year: 'numeric', month: month(), day: 'numeric' })

  function day(at: string): string {
    const ago = daysAgo(at)
    if (ago === 0) return t('desk.thread.today')
    if (ago === 1) return t('desk.thread.yesterday')
    const thisYear = new Date(at).getFullYear() === new Date().getFullYear()
    return format(at, {
      ...(thisYear ? {} : { year: 'numeric' }),
      month: 'short',
      day: 'numeric',
      weekday: 'short',
    })
  }

  return {
    clock,
    date,
    day,
    /** Fits a list row. */
    short(at: string): string {
      if (daysAgo(at) === 0) return clock(at)
      const thisYear = new Date(at).getFullYear() === new Date().getFullYear()
      return thisYear ? format(at, { month: month(), day: 'numeric' }) : date(at)
    },
    /** The whole moment, for a tooltip or a sentence. */
    full: (at: string) =>
      format(at, {
        month: 'short',
        day: 'numeric',
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      }),
  }
}
