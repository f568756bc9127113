/** `1.3 MB`, in the reader's language. */
export function readableSize(bytes: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte']
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2
  const value = bytes / 1000 ** step
  const digits = { maximumFractionDigits: value < 10 ? 1 : 0 }
  return new Intl.NumberFormat(locale, { style: 'unit', unit: units[step], ...digits }).format(
    value,
  )
}
