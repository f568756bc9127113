/** Whom a conversation can be handed to: those who are here and least busy first. */
import type { Presence } from '@/live/model'

export interface Colleague {
  key: string
  label: string
  color: number
  presence: Presence
  /** How they are, in words. */
  state: string
  /** Conversations they serve now. */
  load: number
}

const RANK: Record<Presence, number> = { online: 0, busy: 1, away: 2, offline: 3 }

export function colleaguesFor(
  everybody: readonly Colleague[],
  { words, except }: { words: string; except: string | null },
): Colleague[] {
  const needle = words.trim().toLowerCase()
  return everybody
    .filter(({ key, label }) => key !== except && label.toLowerCase().includes(needle))
    .sort(
      (a, b) =>
        RANK[a.presence] - RANK[b.presence] || a.load - b.load || a.label.localeCompare(b.label),
    )
}
