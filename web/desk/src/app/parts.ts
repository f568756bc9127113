/**
 * Parts of the page that come after it. The server may be away just then, or newer than the page by now: a part is
 * asked for until it comes, and a page that can no longer get its parts is loaded anew.
 */
import { defineAsyncComponent, type Component } from 'vue'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 8_000
/** Some browsers remember that a part did not come and never ask again: then only a new page helps. */
const MOST_TRIES_UNDER_A_WELL_SERVER = 3
/** A page that is no better after it was loaded anew is not loaded again and again. */
const RENEW_EVERY_MS = 60_000
const RENEWED_AT = 'zg.renewed_at'

type Server = 'away' | 'same' | 'newer'

/** What the server is by now: one with other parts than this page knows names another script to begin with. */
async function askServer(): Promise<Server> {
  const began = document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src
  try {
    const answer = await fetch('/desk', { headers: { accept: 'text/html' }, cache: 'no-store' })
    if (!answer.ok) return 'away'
    const page = await answer.text()
    return began && !page.includes(new URL(began).pathname) ? 'newer' : 'same'
  } catch {
    return 'away'
  }
}

function renew() {
  if (Date.now() - Number(sessionStorage.getItem(RENEWED_AT)) < RENEW_EVERY_MS) return
  sessionStorage.setItem(RENEWED_AT, String(Date.now()))
  location.reload()
}

/** Over after a while, or as soon as the browser has a line again. */
const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    const go = () => {
      clearTimeout(timer)
      removeEventListener('online', go)
      resolve()
    }
    const timer = setTimeout(go, ms)
    addEventListener('online', go)
  })

/** What `load` imports, however often it must be asked for. */
export async function fetched<T>(load: () => Promise<T>): Promise<T> {
  let well = 0
  for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(ms * 2, LONGEST_PAUSE_MS)) {
    try {
      return await load()
    } catch {
      const server = await askServer()
      if (server === 'same') well += 1
      if (server === 'newer' || well >= MOST_TRIES_UNDER_A_WELL_SERVER) renew()
      await pause(ms)
    }
  }
}

/** A component that comes after the page it stands in. */
export const part = <T extends Component>(load: () => Promise<{ default: T }>): T =>
  defineAsyncComponent({ loader: () => fetched(load), suspensible: false })
