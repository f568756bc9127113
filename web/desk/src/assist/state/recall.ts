/** The questions of this sitting, the last one first. They are kept in memory only. Pure. */

const MOST = 20

export const remember = (earlier: readonly string[], question: string): string[] =>
  [question, ...earlier.filter((one) => one !== question)].slice(0, MOST)

/** One question further back, or forward again; null where what stands in the field is being written. */
export function recalled(earlier: readonly string[], text: string, by: 1 | -1): string | null {
  const words = text.trim()
  const at = earlier.indexOf(words)
  if (at < 0 && words) return null
  const next = at + by
  if (next === -1) return ''
  return earlier[next] ?? null
}
