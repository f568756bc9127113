/** Which tags fit what was typed, the closest first; among equals as the tree has them. Pure. */
import type { Line } from '@/app/tags'
import type { Spelling } from '../canned/rank'

export interface Findable {
  line: Line
  /** Null until the tables of pinyin are there. */
  name: Spelling | null
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

function closeness({ line, name }: Findable, words: string): number {
  const own = fold(line.tag.name)
  const levels: [number, boolean][] = [
    [100, own === words],
    [90, own.startsWith(words)],
    [80, !!name?.initials.startsWith(words)],
    [70, !!name?.whole.startsWith(words)],
    [60, own.includes(words)],
    [50, !!name?.initials.includes(words)],
    [40, !!name?.whole.includes(words)],
    [30, fold(line.path.join('/')).includes(words)],
  ]
  return levels.find(([, fits]) => fits)?.[0] ?? 0
}

export function ranked(all: Findable[], typed: string): Line[] {
  const words = fold(typed).replace(/\s+/g, '')
  if (!words) return all.map(({ line }) => line)
  return all
    .map((one) => ({ line: one.line, rank: closeness(one, words) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ line }) => line)
}
