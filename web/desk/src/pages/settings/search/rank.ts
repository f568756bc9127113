/** Which settings fit what was typed, the closest first. Pure. */
import type { Spelling } from '@/pages/desk/canned/rank'

export interface Findable {
  /** As the reader reads it. */
  title: string
  page: string
  /** In Chinese and in English. */
  words: string[]
  about: string
  isPage: boolean
  /** How the Chinese name and that of its page are spelled; null until the tables are there. */
  spelled: Spelling | null
  pageSpelled: Spelling | null
}

export const fold = (text: string) => text.normalize('NFKC').toLowerCase()

/** One letter fits the spelling of nearly everything. */
const FEWEST_LETTERS = 2

function closeness(item: Findable, word: string): number {
  const [title, page] = [fold(item.title), fold(item.page)]
  const others = item.words.map(fold)
  const isSpelled = word.length >= FEWEST_LETTERS && /^[a-z]+$/.test(word)
  const { spelled, pageSpelled } = item
  const levels: [number, boolean][] = [
    [100, title === word],
    [90, title.startsWith(word)],
    [85, others.some((text) => text.startsWith(word))],
    [80, isSpelled && !!spelled?.initials.startsWith(word)],
    [75, isSpelled && !!spelled?.whole.startsWith(word)],
    [70, title.includes(word)],
    [65, others.some((text) => text.includes(word))],
    [60, isSpelled && !!spelled?.initials.includes(word)],
    [50, isSpelled && word.length > FEWEST_LETTERS && !!spelled?.whole.includes(word)],
    [30, page.startsWith(word) || (isSpelled && !!pageSpelled?.initials.startsWith(word))],
    [20, page.includes(word) || (isSpelled && !!pageSpelled?.whole.startsWith(word))],
    [10, fold(item.about).includes(word)],
  ]
  return levels.find(([, fits]) => fits)?.[0] ?? 0
}

/** Every word must fit somewhere; what stands in the page's name or its explanation alone comes last. */
export function ranked<T extends Findable>(all: T[], typed: string): T[] {
  const words = fold(typed).split(/\s+/).filter(Boolean)
  if (!words.length) return []
  return all
    .map((item) => {
      const each = words.map((word) => closeness(item, word))
      const rank = each.includes(0) ? 0 : Math.max(...each) + Math.min(...each) / 1000
      return { item, rank: rank && item.isPage ? rank + 1 : rank }
    })
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ item }) => item)
}
