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
