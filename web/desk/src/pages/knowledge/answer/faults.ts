/** Where within an answer something is wrong. Pure. */

/** The part of a path such as `answers[1].content[0]` that lies within that answer. */
export function withinAnswer(field: string | null, place: number): string | null {
  const start = `answers[${place}]`
  return field?.startsWith(start) ? field.slice(start.length).replace(/^\./, '') : null
}

export function faultsWithin(fault: { field: string; text: string } | null): {
  variants: Record<number, string>
  other: string | null
} {
  if (!fault) return { variants: {}, other: null }
  const variant = /^content(?:\[(\d+)\])?$/.exec(fault.field)
  if (variant) return { variants: { [Number(variant[1] ?? 0)]: fault.text }, other: null }
  return { variants: {}, other: fault.text }
}
