/** Files as people see them: sizes in words, pictures in a frame. */

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

export function byteSize(bytes: number, locale: string): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(bytes / 1000 ** power)
}

/** The largest box of the picture's shape within the frame; a square when the shape is unknown. */
export function fit(
  width: number | null | undefined,
  height: number | null | undefined,
  maxWidth: number,
  maxHeight: number,
) {
  if (!width || !height)
    return { width: Math.min(maxWidth, maxHeight), height: Math.min(maxWidth, maxHeight) }
  const scale = Math.min(1, maxWidth / width, maxHeight / height)
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
}

export const isImage = (mime: string) => /^image\/(png|jpeg|gif|webp|avif)$/.test(mime)
