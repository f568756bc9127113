/** The bot's settings as the form holds them. Pure. */
import type { BotHours, BotMode, BotSettings, BotStrictness, BotTopic, Locale } from '@/app/api'

export const MODES: BotMode[] = ['bot_first', 'human_first', 'suggest_only', 'off']
export const STRICTNESS: BotStrictness[] = ['careful', 'balanced', 'bold']
export const TOPICS: BotTopic[] = ['anger', 'refund', 'promise']
export const DAYS = [1, 2, 3, 4, 5, 6, 7]
export const MOST_HOT = 5

export interface Form {
  mode: BotMode
  hours: BotHours[]
  /** Seconds, as they are typed. */
  patience: string
  strictness: BotStrictness
  /** Chosen by hand; otherwise those that are asked most. */
  chosen: boolean
  hot: string[]
  words: string
  topics: BotTopic[]
  offline: Record<Locale, string>
  /** Replies of the past are suggested. */
  past: boolean
}

export function formOf(settings: BotSettings): Form {
  const offline = settings.offline ?? {}
  return {
    mode: settings.mode ?? 'suggest_only',
    hours: (settings.hours ?? []).map((hours) => ({ ...hours, days: [...hours.days] })),
    patience: String(settings.patience_seconds ?? 60),
    strictness: settings.strictness ?? 'balanced',
    chosen: Array.isArray(settings.hot_questions),
    hot: [...(settings.hot_questions ?? [])],
    words: (settings.hand_over_words ?? []).join('\n'),
    topics: [...(settings.hand_over_topics ?? [])],
    offline: {
      'zh-CN': offline['zh-CN'] ?? '',
      'zh-Hant': offline['zh-Hant'] ?? '',
      en: offline.en ?? '',
    },
    past: settings.past_replies ?? false,
  }
}

export function settingsOf(form: Form): BotSettings {
  const said = Object.entries(form.offline).filter(([, words]) => words.trim())
  return {
    mode: form.mode,
    hours: form.hours.map((hours) => ({ ...hours, days: [...hours.days].sort() })),
    patience_seconds: Number(form.patience),
    strictness: form.strictness,
    hot_questions: form.chosen ? form.hot : null,
    hand_over_words: wordsOf(form.words),
    hand_over_topics: TOPICS.filter((topic) => form.topics.includes(topic)),
    offline: Object.fromEntries(said.map(([locale, words]) => [locale, words.trim()])),
    past_replies: form.past,
  }
}

/** One a line, or between commas of either kind. */
export function wordsOf(text: string): string[] {
  const words = text.split(/[\n,，、;；]/).map((word) => word.trim())
  return [...new Set(words.filter(Boolean))]
}

/** Whether the bot ever writes to buyers: what follows from it is shown only then. */
export const writes = (form: Pick<Form, 'mode' | 'hours'>) =>
  [form.mode, ...form.hours.map(({ mode }) => mode)].some(
    (mode) => mode === 'bot_first' || mode === 'human_first',
  )

/** Whether anything is suggested or said at any hour. */
export const works = (form: Pick<Form, 'mode' | 'hours'>) =>
  [form.mode, ...form.hours.map(({ mode }) => mode)].some((mode) => mode !== 'off')

/** Whether people are waited for at any hour. */
export const waits = (form: Pick<Form, 'mode' | 'hours'>) =>
  [form.mode, ...form.hours.map(({ mode }) => mode)].includes('human_first')

export const nightHours = (): BotHours => ({
  days: [...DAYS],
  from: '22:00',
  until: '08:00',
  mode: 'bot_first',
})
