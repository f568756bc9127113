import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fetched } from './parts'

const reload = vi.fn<() => void>()

beforeEach(() => {
  vi.useFakeTimers()
  sessionStorage.clear()
  const began = { src: 'http://shop.example/assets/main-1.js' } as unknown as Element
  vi.spyOn(document, 'querySelector').mockReturnValue(began)
  vi.stubGlobal('location', { reload, href: 'http://shop.example/desk' })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  reload.mockReset()
})

/** A server that answers with a page of this script, or does not answer. */
const serve = (script: string | null) =>
  vi.stubGlobal('fetch', async () => {
    if (!script) throw new TypeError('Failed to fetch')
    return new Response(`<script type="module" src="/assets/${script}"></script>`)
  })

/** A part that comes at the n-th time. */
const comesAt = (n: number) => {
  let tries = 0
  return async () => {
    if (++tries < n) throw new TypeError('Failed to fetch dynamically imported module')
    return tries
  }
}

test('a part is asked for until the server is back', async () => {
  serve(null)
  const part = fetched(comesAt(7))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await part).toBe(7)
  expect(reload).not.toHaveBeenCalled()
})

test('a line that is there again is used at once', async () => {
  serve(null)
  const part = fetched(comesAt(2))
  await vi.advanceTimersByTimeAsync(0)
  window.dispatchEvent(new Event('online'))
  expect(await part).toBe(2)
})

test('a page is loaded anew when the server has other parts by now, but not again and again', async () => {
  serve('main-2.js')
  void fetched(comesAt(Infinity))
  await vi.advanceTimersByTimeAsync(30_000)
  expect(reload).toHaveBeenCalledTimes(1)
})

test('a part that does not come from a server that is well comes with a new page', async () => {
  serve('main-1.js')
  void fetched(comesAt(Infinity))
  await vi.advanceTimersByTimeAsync(700)
  expect(reload).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(reload).toHaveBeenCalledTimes(1)
})
