/** The requests about what the shop says by itself. */
import * as api from '@zhanggui/api/gen'
import type {
  AutomaticKind,
  AutomaticMessageSettings,
  AutomaticSituation,
  Contact,
  Greeting,
  Stage,
} from '@zhanggui/api/gen'
import { answer } from '@/live/http'
import type { Locale } from './api'

export type {
  AutomaticKind,
  AutomaticNow,
  AutomaticPreview,
  AutomaticSituation,
  Contact,
} from '@zhanggui/api/gen'

export type Words = Partial<Record<Locale, string>>
export interface Wording {
  inbox_ids: string[]
  stages: Stage[]
  contact: Contact | null
  situation: AutomaticSituation | null
  words: Words
}
export interface Message {
  kind: AutomaticKind
  on: boolean
  texts: Wording[]
}
/** The server writes every field. */
export type Settings = Omit<Required<AutomaticMessageSettings>, 'messages' | 'contacts'> & {
  messages: Message[]
  contacts: Words
}

export interface Asked {
  inbox_id: string
  locale: Locale
  stage: Stage
  contact: Contact
}

export const keys = {
  settings: ['automatic-messages', 'settings'] as const,
  preview: (words: Words, contacts: Words) =>
    ['automatic-messages', 'preview', words, contacts] as const,
  now: (asked: Asked) => ['automatic-messages', 'now', asked] as const,
  apology: (id: string, since: string, offline: boolean) =>
    ['automatic-messages', 'apology', id, since, offline] as const,
}

/** Settings as they were read, and the tag that names this reading. */
export interface Read {
  settings: Settings
  tag: string
}

async function read(
  call: Promise<{ data: AutomaticMessageSettings | undefined; response?: Response }>,
): Promise<Read> {
  const { data, response } = await call
  return { settings: data as Settings, tag: response?.headers.get('etag') ?? '' }
}

export const showAutomaticMessages = () => read(api.showAutomaticMessages())
export const saveAutomaticMessages = (body: Settings, tag: string) =>
  read(
    api.replaceAutomaticMessages({
      body: body as AutomaticMessageSettings,
      headers: { 'If-Match': tag },
    }),
  )
export const previewWords = async (words: Words, contacts: Words, signal: AbortSignal) =>
  (
    await answer(
      api.previewAutomaticMessage({
        body: { words: words as Greeting, contacts: contacts as Greeting },
        signal,
      }),
    )
  ).items
export const showNow = (query: Asked, signal: AbortSignal) =>
  answer(api.showAutomaticMessageNow({ query, signal }))
export const showClosingWords = (id: string) => answer(api.showClosingWords({ path: { id } }))
export const showApology = (id: string) => answer(api.showApology({ path: { id } }))
