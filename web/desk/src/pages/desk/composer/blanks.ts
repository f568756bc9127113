/** Blanks in replies: where a number of another customer stood, or a value was missing. Pure. */

const BLANK = /_{4,}/g

/** Where the first blank from a place on begins and ends. */
export function firstBlank(text: string, from = 0): [from: number, to: number] | null {
  BLANK.lastIndex = from
  const found = BLANK.exec(text)
  return found && [found.index, found.index + found[0].length]
}
