/** Errors in the reader's words, by the stable code the server gave. */
import { Refused, Unreachable, type Problem } from '@zhanggui/api'
import { i18n } from './locale'

const { t, te } = i18n.global

export interface Told {
  text: string
  requestId: string | null
  /** The field at fault and what is wrong with it. */
  field: string | null
}

/** The key of the closest words there are for a problem. */
function wordsFor({ code, status, errors }: Problem): string {
  const keys = [
    ...(errors?.slice(0, 1).map((fault) => `app.invalid.${fault.code}`) ?? []),
    `app.problem.${code}`,
  ]
  return keys.find((key) => te(key)) ?? `app.problem.${status >= 500 ? 'internal' : 'refused'}`
}

export function tell(error: unknown): Told {
  if (error instanceof Refused || error instanceof Unreachable) {
    const { problem } = error
    if (!problem) return { text: t('app.problem.unreachable'), requestId: null, field: null }
    return {
      text: t(wordsFor(problem)),
      requestId: problem.request_id ?? null,
      field: problem.errors?.[0]?.field ?? problem.field ?? null,
    }
  }
  return { text: t('app.problem.internal'), requestId: null, field: null }
}

export const isForbidden = (error: unknown) =>
  error instanceof Refused && error.problem.status === 403
