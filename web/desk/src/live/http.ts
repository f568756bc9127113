/** Readies the generated client for this browser: the token against forged requests, and errors by their kind. */
import { failureOf, Unreachable } from '@zhanggui/api'
import { client } from '@zhanggui/api/gen/client'

let csrfToken = ''
export function setCsrfToken(token: string): void {
  csrfToken = token
}
export const csrf = () => ({ 'x-csrf-token': csrfToken })

client.setConfig({ baseUrl: '', throwOnError: true })

client.interceptors.request.use((request) => {
  if (request.method !== 'GET') request.headers.set('x-csrf-token', csrfToken)
  return request
})

client.interceptors.error.use((told, response: Response | undefined, request) => {
  if (response) return failureOf(response.status, told, response.headers.get('retry-after'))
  return request.signal.aborted ? told : new Unreachable()
})

/** The answer itself; what is not one is thrown as `Refused` or `Unreachable`. */
export async function answer<T>(call: Promise<{ data: T | undefined }>): Promise<T> {
  return (await call).data as T
}

interface Options {
  query?: object
  body?: object
  signal?: AbortSignal | undefined
}

/** One request by its path, under `/api/v1`. */
export async function request<Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  { query, body, signal }: Options = {},
): Promise<Answer> {
  const headers = body && { 'content-type': 'application/json' }
  return answer(
    client.request<{ 200: Answer }>({
      method,
      url: `/api/v1${path}`,
      ...(query && { query: query as Record<string, unknown> }),
      ...(body && { body, headers }),
      ...(signal && { signal }),
    }),
  )
}
