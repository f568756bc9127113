/** Why a language model did not answer, in the reader's words. */
import { i18n } from '@/app/locale'
import { tell } from '@/app/problems'
import { Speechless } from '@/live/llm'

const { t, te } = i18n.global

/** Trouble with reaching it is told as webhooks tell it. */
export function troubleOf(code: string): string {
  const keys = [`llm.trouble.${code}`, `settings.webhooks.failure.${code}`]
  return t(keys.find((key) => te(key)) ?? 'llm.trouble.model_failed')
}

export const troubleWords = (error: unknown): string =>
  error instanceof Speechless ? troubleOf(error.code) : tell(error).text
