/** Which replies fit what was typed, the closest first; among equals one's own first, then those often used. */
import type { CannedReply } from '@/app/cannedReplies'

/** How a title is spelled in Latin letters. */
export interface Spelling {
  whole: string
  initials: string
}

export interface Findable {
  reply: CannedReply
  folder: string
  title: Spelling | null
  path: Spelling | null
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

/** Whether all letters come in their order. */
function holdsInOrder(text: string, letters: string): boolean {
  let at = 0
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1
    if (!at) return false
  }
  return true
}

/** Short searches fit nearly everything letter by letter. */
const FEWEST_LETTERS = 2

function closeness({ reply, folder, title, path }: Findable, words: string): number {
  const name = fold(reply.title)
  const shortcut = fold(reply.shortcut ?? '')
  const lies = fold(folder)
  const levels: [number, boolean][] = [
    [100, shortcut === words],
    [90, shortcut.startsWith(words)],
    [80, name.startsWith(words)],
    [75, !!title?.initials.startsWith(words)],
    [70, !!title?.whole.startsWith(words)],
    [60, name.includes(words)],
    [55, !!title?.initials.includes(words)],
    [50, !!title?.whole.includes(words)],
    [40, lies.includes(words) || !!path?.initials.startsWith(words)],
    [38, !!path?.whole.startsWith(words)],
    [30, fold(reply.text).includes(words)],
    [
      20,
      words.length >= FEWEST_LETTERS &&
        [name, title?.whole ?? ''].some((text) => holdsInOrder(text, words)),
    ],
  ]
  return levels.find(([, fits]) => fits)?.[0] ?? 0
}

export function ranked(all: Findable[], typed: string): Findable[] {
  const words = fold(typed)
  return all
    .map((item) => ({ item, rank: words ? closeness(item, words) : 1 }))
    .filter(({ rank }) => rank > 0)
    .toSorted(
      (a, b) =>
        b.rank - a.rank ||
        Number(a.item.reply.shared) - Number(b.item.reply.shared) ||
        b.item.reply.uses - a.item.reply.uses,
    )
    .map(({ item }) => item)
}
