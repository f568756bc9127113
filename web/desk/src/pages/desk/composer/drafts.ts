import type { Draft } from '@/live/model'

/** A draft as this device keeps it; an empty one remembers that it was emptied. */
export interface Begun {
  text: string
  note: boolean
  /** When it was last touched, in milliseconds. */
  at: number
}

/** Of two copies of a draft the one touched last, or none when that one is empty. */
export function newestDraft(local: Begun | null, stored: Draft | null): Begun | null {
  const server = stored && {
    text: stored.text,
    note: stored.note,
    at: Date.parse(stored.updated_at),
  }
  const newest = !local || (server && server.at > local.at) ? server : local
  return newest?.text.trim() ? newest : null
}
