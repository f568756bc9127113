/** An answer of the server that says no (RFC 9457). */
export interface Problem {
  status: number
  /** Stable, snake_case; the clients translate it. */
  code: string
  detail?: string
  field?: string
  errors?: { field: string; code: string; row?: number | null; found?: string | null }[]
  /** How many rows of a file are wrong, where `errors` names the first of them. */
  error_count?: number | null
  request_id?: string
  /** What is there now, when a conflict stopped the request. */
  current?: unknown
}

/** The server refused: the same request would be refused again. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code)
    this.name = 'Refused'
  }
}

/** No answer, or one that asks to come back: the same request may succeed later. */
export class Unreachable extends Error {
  constructor(
    readonly retryAfterSeconds?: number,
    /** What the server said of it, where it answered at all. */
    readonly problem?: Problem,
  ) {
    super('unreachable')
    this.name = 'Unreachable'
  }
}

const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

/** The error that stands for an answer which is not 2xx. */
export function failureOf(
  status: number,
  body: unknown,
  retryAfter: string | null = null,
): Refused | Unreachable {
  const told = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>
  const problem = { ...told, status, code: told.code ?? `http_${status}` }
  if (PASSING.has(status)) return new Unreachable(Number(retryAfter) || undefined, problem)
  return new Refused(problem)
}
