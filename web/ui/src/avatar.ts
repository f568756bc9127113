export const AVATAR_COLORS = 8

/** A person keeps the same colour everywhere without anybody storing it. */
export function colorOf(seed: string): number {
  let hash = 0
  for (let i = 0; i < seed.length; i++) hash = (hash * 31 + seed.charCodeAt(i)) >>> 0
  return hash % AVATAR_COLORS
}

/** The first character as people see one: a surrogate pair or an emoji sequence stays whole. */
export function initialOf(name: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.trim())
  return (first?.segment ?? '·').toLocaleUpperCase()
}
