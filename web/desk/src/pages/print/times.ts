/** Times of a document: those of the shop, wherever its reader is. */
import { dateTag } from '@zhanggui/ui'

export function shopTimes(locale: string, timeZone: string | undefined) {
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(timeZone && { timeZone }),
  }
  const format = new Intl.DateTimeFormat(dateTag(locale), options)
  return { full: (at: string) => format.format(new Date(at)) }
}
