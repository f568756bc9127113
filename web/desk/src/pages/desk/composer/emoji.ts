/** The emoji people use, by group and by word, in their language. Loaded when the picker is first opened. */
import Database from 'emoji-picker-element/database'
import type { Emoji, NativeEmoji } from 'emoji-picker-element/shared'
import english from 'emoji-picker-element-data/en/emojibase/data.json?url'
import chinese from 'emoji-picker-element-data/zh/emojibase/data.json?url'
import traditional from 'emoji-picker-element-data/zh-hant/cldr/data.json?url'

/** Groups of the Unicode order that people look through; components and flags of regions are left to the search. */
export const EMOJI_GROUPS = [
  { id: 0, icon: '😀', key: 'smileys' },
  { id: 1, icon: '👋', key: 'people' },
  { id: 3, icon: '🐱', key: 'nature' },
  { id: 4, icon: '🍎', key: 'food' },
  { id: 5, icon: '🏠', key: 'travel' },
  { id: 6, icon: '🎉', key: 'activities' },
  { id: 7, icon: '💡', key: 'objects' },
  { id: 8, icon: '✅', key: 'symbols' },
] as const

const SOURCES: Record<string, string> = { 'zh-CN': chinese, 'zh-Hant': traditional, en: english }

export interface Picked {
  unicode: string
  name: string
}

const isNative = (emoji: Emoji): emoji is NativeEmoji => 'unicode' in emoji
const picked = (emoji: Emoji[]): Picked[] =>
  emoji.filter(isNative).map(({ unicode, annotation }) => ({ unicode, name: annotation }))

export function openEmoji(locale: string) {
  const database = new Database({ locale, dataSource: SOURCES[locale] ?? english })
  return {
    group: async (id: number) => picked(await database.getEmojiByGroup(id)),
    search: async (words: string) => picked(await database.getEmojiBySearchQuery(words)),
    used: async () => picked(await database.getTopFavoriteEmoji(18)),
    use: (unicode: string) => database.incrementFavoriteEmojiCount(unicode),
    close: () => database.close(),
  }
}
