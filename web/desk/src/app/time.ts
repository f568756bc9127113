/** Times in the reader's words. */
import { dateTag } from '@zhanggui/ui'
import { computed } from 'vue'
import { locale } from './locale'

const tag = computed(() => dateTag(locale.value))

const formats = computed(() => ({
  clock: new Intl.DateTimeFormat(tag.value, { hour: '2-digit', minute: '2-digit', hour12: false }),
  day: new Intl.DateTimeFormat(tag.value, { month: 'short', day: 'numeric' }),
  date: new Intl.DateTimeFormat(tag.value, { year: 'numeric', month: 'short', day: 'numeric' }),
  full: new Intl.DateTimeFormat(tag.value, { dateStyle: 'long', timeStyle: 'short' }),
  ago: new Intl.RelativeTimeFormat(tag.value, { numeric: 'auto' }),
}))

/** As short as it stays clear: the hour today, the day this year, else the date. */
export function shortTime(iso: string, now = new Date()): string {
  const at = new Date(iso)
  if (at.toDateString() === now.toDateString()) return formats.value.clock.format(at)
  if (at.getFullYear() === now.getFullYear()) return formats.value.day.format(at)
  return formats.value.date.format(at)
}

export const date = (iso: string) => formats.value.date.format(new Date(iso))
export const fullTime = (iso: string) => formats.value.full.format(new Date(iso))

const STEPS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
] as const

export function ago(iso: string, now = Date.now()): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000)
  const step = STEPS.find((one) => Math.abs(seconds) >= one.seconds)
  if (!step) return formats.value.ago.format(0, 'minute')
  return formats.value.ago.format(Math.round(seconds / step.seconds), step.unit)
}
