/** Leaves for the provider; where the reader wanted to go waits in this tab. */
import type { LocationQueryValue } from 'vue-router'

const KEY = 'zg.next'

export function goAway(url: string, next?: unknown): void {
  try {
    if (typeof next === 'string') sessionStorage.setItem(KEY, next)
    else sessionStorage.removeItem(KEY)
  } catch {
    // Without storage the desk opens at its beginning.
  }
  location.assign(url)
}

/** Where the reader wanted to go before leaving; asked once. */
export function takeNext(): string | undefined {
  try {
    const next = sessionStorage.getItem(KEY) ?? undefined
    sessionStorage.removeItem(KEY)
    return next
  } catch {
    return undefined
  }
}

/** One value of a query, whatever a hand wrote into the address. */
export const one = (value: LocationQueryValue | LocationQueryValue[] | undefined): string | null =>
  Array.isArray(value) ? (value[0] ?? null) : (value ?? null)
