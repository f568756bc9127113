/** Splits text into plain runs and web addresses; only http and https ever become links. */

export interface TextPart {
  text: string
  href: string | null
}

// Chinese runs on without a space: its letters and full-width punctuation end an address.
const ADDRESS = /https?:\/\/[^\s<>"'“”‘’…\u3000-\u303f\uff00-\uffef\p{Script=Han}]+/giu
const TRAILING = /[.,;:!?)\]}]+$/u

export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '')
    const href = webAddress(address)
    if (!href) continue
    if (match.index > from) parts.push({ text: text.slice(from, match.index), href: null })
    parts.push({ text: address, href })
    from = match.index + address.length
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null })
  return parts
}

/** The address when a browser may open it, else null (`javascript:`, `data:`, a broken one). */
export function webAddress(text: string | null | undefined): string | null {
  if (!text) return null
  try {
    const url = new URL(text)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
  } catch {
    return null
  }
}
