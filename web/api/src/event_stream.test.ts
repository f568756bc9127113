import { afterEach, expect, it, vi } from 'vitest'
import { postForEvents } from './event_stream'
import { Refused, Unreachable } from './problem'

const STREAM = ': alive\n\ndata: {"text":"多久"}\n\ndata: {"text":"发货"}\n\n'

/** A server that sends these bytes in pieces of this size. */
function serve(text: string, size: number, status = 200) {
  const bytes = new TextEncoder().encode(text)
  const body = new ReadableStream({
    start(stream) {
      for (let at = 0; at < bytes.length; at += size) stream.enqueue(bytes.slice(at, at + size))
      stream.close()
    },
  })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })))
}

async function read() {
  const got: unknown[] = []
  for await (const frame of postForEvents('/', {}, {}, new AbortController().signal))
    got.push(frame)
  return got
}

afterEach(() => vi.unstubAllGlobals())

it('reads events however their bytes are cut', async () => {
  for (const size of [1, 2, 5, 1000]) {
    serve(STREAM, size)
    expect(await read()).toEqual([{ text: '多久' }, { text: '发货' }])
  }
})

it('tells a refusal by its code', async () => {
  serve('{"code":"llm_off"}', 100, 409)
  const error = await read().catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(Refused)
  expect((error as Refused).problem.code).toBe('llm_off')
})

it('tells a server that is not there', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')))
  expect(await read().catch((cause: unknown) => cause)).toBeInstanceOf(Unreachable)
})
