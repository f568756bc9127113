/** What the shop says by itself, as the form holds it. Pure. */
import type {
  AutomaticKind,
  AutomaticSituation,
  Contact,
  Message,
  Settings,
  Words,
  Wording,
} from '@/app/automaticMessages'
import { LOCALES } from '@/app/locales'

export const MAX_TEXT_CHARS = 500
export const MAX_CONTACTS_CHARS = 80
export const MOST_WORDINGS = 20

/** Numbers, and beside which kind each is asked for. */
export const NUMBERS = [
  { field: 'waiting_seconds', kind: 'waiting', min: 10, max: 3600 },
  { field: 'waiting_again_seconds', kind: 'waiting_again', min: 20, max: 86_400 },
  { field: 'busy_queue', kind: 'busy', min: 1, max: 1000 },
  { field: 'apology_seconds', kind: 'apology', min: 30, max: 86_400 },
  { field: 'close_idle_hours', kind: 'idle_closing', min: 1, max: 720 },
] as const
export type NumberField = (typeof NUMBERS)[number]['field']
export const numberOf = (kind: AutomaticKind) => NUMBERS.find((one) => one.kind === kind)

/** A wording as it is typed: every language has a field. */
export interface WordingForm {
  inbox_ids: string[]
  stages: Wording['stages']
  contact: Contact | ''
  situation: AutomaticSituation | ''
  words: Required<Words>
}
export interface MessageForm {
  kind: AutomaticKind
  on: boolean
  texts: WordingForm[]
}
export interface Form {
  messages: MessageForm[]
  numbers: Record<NumberField, string>
  greet_again: boolean
  collect_offline: boolean
  contacts: Required<Words>
}

export const emptyWords = (): Required<Words> => ({ 'zh-CN': '', 'zh-Hant': '', en: '' })
export const emptyWording = (): WordingForm => ({
  inbox_ids: [],
  stages: [],
  contact: '',
  situation: '',
  words: emptyWords(),
})

const messageForm = ({ kind, on, texts }: Message): MessageForm => ({
  kind,
  on,
  texts: texts.map(({ inbox_ids, stages, contact, situation, words }) => ({
    inbox_ids: [...inbox_ids],
    stages: [...stages],
    contact: contact ?? '',
    situation: situation ?? '',
    words: { ...emptyWords(), ...words },
  })),
})

export const formOf = (settings: Settings): Form => ({
  messages: settings.messages.map(messageForm),
  numbers: Object.fromEntries(
    NUMBERS.map(({ field }) => [field, String(settings[field])]),
  ) as Form['numbers'],
  greet_again: settings.greet_again,
  collect_offline: settings.collect_offline,
  contacts: { ...emptyWords(), ...settings.contacts },
})

/** Languages that were left empty are left out. */
export const wordsOf = (typed: Required<Words>): Words =>
  Object.fromEntries(
    LOCALES.map(({ value }) => [value, typed[value].trim()]).filter(([, words]) => words),
  )

/** What may have happened before leave is taken, the most particular first. */
export const SITUATIONS = ['after_apology', 'long_wait', 'bot_alone'] as const
export const takesLeave = (kind: AutomaticKind) => kind === 'closing' || kind === 'idle_closing'

export const hasWords = ({ words }: WordingForm) => Object.keys(wordsOf(words)).length > 0

export const settingsOf = ({ messages, numbers, ...form }: Form): Settings => ({
  greet_again: form.greet_again,
  collect_offline: form.collect_offline,
  contacts: wordsOf(form.contacts),
  waiting_seconds: Number(numbers.waiting_seconds),
  waiting_again_seconds: Number(numbers.waiting_again_seconds),
  busy_queue: Number(numbers.busy_queue),
  apology_seconds: Number(numbers.apology_seconds),
  close_idle_hours: Number(numbers.close_idle_hours),
  messages: messages.map(({ kind, on, texts }) => ({
    kind,
    on,
    texts: texts.filter(hasWords).map(({ inbox_ids, stages, contact, situation, words }) => ({
      inbox_ids,
      stages,
      contact: contact || null,
      situation: situation || null,
      words: wordsOf(words),
    })),
  })),
})
