/** A share from 0 to 1 in the reader's digits; nothing that is not certain is called 100 %. */
export function percent(share: number, locale: string): string {
  const whole = Math.round(Math.min(1, Math.max(0, share)) * 100)
  const shown = share < 1 && whole === 100 ? 99 : whole
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(shown / 100)
}
