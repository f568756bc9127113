/** Questions as they are pasted: one a line, each once. Pure. */
export const MOST = 10_000

export function questionsOf(text: string): string[] {
  const lines = text.split(/[\r\n]+/).map((line) => line.replace(/\s+/g, ' ').trim())
  return [...new Set(lines.filter(Boolean))]
}
