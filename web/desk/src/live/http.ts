/** One way to ask the server: JSON in and out, errors as the problem it named. */
import { failureOf, Unreachable } from '@zhanggui/api'

let csrfToken = ''
export function setCsrfToken(token: string): void {
  csrfToken = token
}
export const csrf = () => ({ 'x-csrf-token': csrfToken })

interface Options {
  query?: object
  body?: object
  signal?: AbortSignal | undefined
}

export async function request<Answer>(
  method: string,
  path: string,
  { query, body, signal }: Options = {},
): Promise<Answer> {
  const address = new URL(`/api/v1${path}`, location.href)
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) address.searchParams.set(name, String(value))
  }
  const headers = {
    ...(method === 'GET' ? {} : csrf()),
    ...(body && { 'content-type': 'application/json' }),
  }
  let answer: Response
  try {
    answer = await fetch(address, {
      method,
      headers,
      signal: signal ?? null,
      body: body ? JSON.stringify(body) : null,
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new Unreachable()
  }
  const told = answer.status === 204 ? undefined : await answer.json().catch(() => undefined)
  if (!answer.ok) throw failureOf(answer.status, told, answer.headers.get('retry-after'))
  return told as Answer
}
