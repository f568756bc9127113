/** `4.2 s`, `38 s`, `3 min`: as exact as it is worth; a dash where there is none. */
export function span(ms: number | null | undefined, locale: string): string {
  if (ms === null || ms === undefined) return '—'
  const seconds = ms / 1000
  const unit = seconds < 90 ? 'second' : 'minute'
  const value = unit === 'second' ? seconds : seconds / 60
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value)
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** `5 minutes`, `4 小时`: exactly, in the largest unit that leaves nothing over. */
export function lasting(seconds: number, locale: string): string {
  const [unit, size] = UNITS.find(([, size]) => seconds > 0 && seconds % size === 0) ?? UNITS[3]
  const parts = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  }).formatToParts(seconds / size)
  const words = parts.filter(({ type }) => type !== 'literal')
  return words.map(({ type, value }) => (type === 'unit' ? ` ${value}` : value)).join('')
}
