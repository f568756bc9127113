/** Moments as a field for a day and a time holds them, on the reader's clock. Pure. */

const two = (n: number) => String(n).padStart(2, '0')

export function fieldOf(iso: string | null): string {
  if (!iso) return ''
  const at = new Date(iso)
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

export function momentOf(field: string): string | null {
  const at = new Date(field)
  return field && !Number.isNaN(at.getTime()) ? at.toISOString() : null
}
