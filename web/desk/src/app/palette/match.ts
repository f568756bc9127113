/** Which commands fit what was typed: every word must be found, the beginning of the title counts most. */
import type { Command } from '../commands'

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

function rank(command: Pick<Command, 'title' | 'words'>, words: string[]): number {
  const title = fold(command.title)
  const all = `${title} ${fold(command.words ?? '')}`
  if (!words.every((word) => all.includes(word))) return 0
  if (words.every((word) => title.startsWith(word))) return 3
  return words.every((word) => title.includes(word)) ? 2 : 1
}

/** What is typed is how the command's name begins: it is meant, rather than something found. */
export const startsWith = (command: Pick<Command, 'title'>, query: string) =>
  fold(command.title).startsWith(fold(query))

export function fitting<T extends Pick<Command, 'title' | 'words'>>(
  commands: T[],
  query: string,
): T[] {
  const words = fold(query).split(/\s+/).filter(Boolean)
  if (!words.length) return commands
  return commands
    .map((command) => ({ command, rank: rank(command, words) }))
    .filter((item) => item.rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map((item) => item.command)
}
