/** Reads server-sent events that answer a POST, which an `EventSource` cannot send. */
import { failureOf, Unreachable } from './problem'

/** The data of each event, as it comes. Leaving the loop, or `signal`, ends the request. */
export async function* postForEvents<Frame>(
  url: string,
  body: object,
  headers: Record<string, string>,
  signal: AbortSignal,
): AsyncGenerator<Frame> {
  const asked = {
    method: 'POST',
    headers: { ...headers, accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  }
  const response = await reached(fetch(url, asked), signal)
  if (!response.ok || !response.body) {
    const told: unknown = await response.json().catch(() => null)
    throw failureOf(response.status, told, response.headers.get('retry-after'))
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reached(reader.read(), signal)
      if (done) return
      const events = (rest + value).split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events) {
        const data = dataOf(event)
        if (data) yield JSON.parse(data) as Frame
      }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** What broke on the way is told like a server that does not answer; what was stopped, as it is. */
async function reached<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw signal.aborted ? error : new Unreachable()
  }
}

/** Comments, which only keep the line open, have none. */
function dataOf(event: string): string {
  const lines = event.split('\n').filter((line) => line.startsWith('data:'))
  return lines.map((line) => line.slice('data:'.length).trimStart()).join('\n')
}
