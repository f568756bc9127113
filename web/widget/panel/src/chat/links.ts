/** Finds the web addresses in a text. Nothing else of it becomes anything but text. */

export interface Piece {
  text: string
  href?: string
}

// Han and full-width characters end an address: people write on without a space.
const ADDRESS = /https?:\/\/[^\s<>"'`\u2018-\u201d\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+/gi
const TRAILING = /[.,;:!?)\]}]+$/

export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let end = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '')
    const href = webAddress(address)
    if (!href) continue
    if (match.index > end) found.push({ text: text.slice(end, match.index) })
    found.push({ text: address, href })
    end = match.index + address.length
  }
  if (end < text.length) found.push({ text: text.slice(end) })
  return found
}

/** The address when it leads to the web, and to nothing that runs. */
export function webAddress(value: string | null | undefined): string | undefined {
  if (!value) return undefined
  try {
    const { protocol, href } = new URL(value, location.href)
    return protocol === 'https:' || protocol === 'http:' ? href : undefined
  } catch {
    return undefined
  }
}
