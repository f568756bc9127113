/** A moment as a `datetime-local` field writes it: the reader's own clock, to the minute. */
export function localInput(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}
