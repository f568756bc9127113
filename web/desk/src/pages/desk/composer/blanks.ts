/** Blanks in suggested replies, where a number stood that belonged to another customer. Pure. */

const BLANK = /_{4,}/

/** Where the first blank begins and ends. */
export function firstBlank(text: string): [from: number, to: number] | null {
  const found = BLANK.exec(text)
  return found && [found.index, found.index + found[0].length]
}
