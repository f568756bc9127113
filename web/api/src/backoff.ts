const FIRST_MS = 500
const LONGEST_MS = 30_000

/**
 * How long to wait before the next attempt: twice as long each time, up to half a minute, and never the same for
 * two clients, so that a restarted server is not met by all of them at once.
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1))
  return Math.round(ceiling * (0.5 + random() / 2))
}
