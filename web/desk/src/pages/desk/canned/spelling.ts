/** Pinyin, loaded when a reply is first looked for: the tables are larger than the page. */
import type { Spelling } from './rank'

const initial = (one: string) => /[\p{L}\p{N}]/u.exec(one)?.[0] ?? ''

export async function spell(): Promise<(text: string) => Spelling> {
  const { pinyin } = await import('pinyin-pro')
  return (text) => {
    const syllables = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'consecutive' })
    const plain = syllables.map((one) => one.toLowerCase().replace(/ü/g, 'v'))
    return {
      whole: plain.join('').replace(/\s+/g, ''),
      initials: plain.map(initial).join(''),
    }
  }
}
