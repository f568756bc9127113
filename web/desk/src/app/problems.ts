/** Errors in the reader's words, by the stable code the server gave. */
import { Refused, Unreachable } from '@zhanggui/api'
import { i18n } from './locale'

const { t, te } = i18n.global

export interface Told {
  text: string
  requestId: string | null
  /** The field at fault and what is wrong with it. */
  field: string | null
}

export function tell(error: unknown): Told {
  if (error instanceof Refused) {
    const { code, field, status, request_id, errors } = error.problem as Refused['problem'] & {
      errors?: { field: string; code: string }[]
    }
    const fault = errors?.[0]
    const known = [
      fault && `app.invalid.${fault.code}`,
      `app.problem.${code}`,
      status >= 500 ? 'app.problem.internal' : 'app.problem.refused',
    ].find((key) => key && te(key))
    return {
      text: known ? t(known) : code,
      requestId: request_id ?? null,
      field: fault?.field ?? field ?? null,
    }
  }
  if (error instanceof Unreachable) {
    const { requestId = null } = error as { requestId?: string | null }
    return {
      text: t(error.retryAfterSeconds ? 'app.problem.busy' : 'app.problem.unreachable'),
      requestId,
      field: null,
    }
  }
  return { text: t('app.problem.internal'), requestId: null, field: null }
}

export const isForbidden = (error: unknown) =>
  error instanceof Refused && error.problem.status === 403
