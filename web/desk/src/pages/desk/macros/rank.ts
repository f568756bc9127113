/** Which macros fit what was typed, the closest first; among equals those often used. Pure. */
import type { Macro } from '@/app/macros'
import type { Spelling } from '../canned/rank'

export interface Findable {
  macro: Macro
  /** Null until the tables of pinyin are there. */
  name: Spelling | null
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')

/** Whether all letters come in their order. */
function holdsInOrder(text: string, letters: string): boolean {
  let at = 0
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1
    if (!at) return false
  }
  return true
}

function closeness({ macro, name }: Findable, words: string): number {
  const own = fold(macro.name)
  const levels: [number, boolean][] = [
    [100, own === words],
    [90, own.startsWith(words)],
    [80, !!name?.initials.startsWith(words)],
    [70, !!name?.whole.startsWith(words)],
    [60, own.includes(words)],
    [50, !!name?.initials.includes(words)],
    [40, !!name?.whole.includes(words)],
    [20, words.length > 1 && [own, name?.whole ?? ''].some((text) => holdsInOrder(text, words))],
  ]
  return levels.find(([, fits]) => fits)?.[0] ?? 0
}

/** Those that are switched off are offered to nobody. */
export function ranked(all: readonly Findable[], typed: string): Macro[] {
  const words = fold(typed)
  return all
    .filter(({ macro }) => macro.enabled)
    .map((one) => ({ macro: one.macro, rank: words ? closeness(one, words) : 1 }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank || b.macro.uses - a.macro.uses)
    .map(({ macro }) => macro)
}
