/** How long somebody has waited, and how long an answer has yet, in steps that the eye can tell apart. */

/** 0 at first, then one more at each of the shop's four thresholds. */
export type WaitStep = 0 | 1 | 2 | 3 | 4

/** In seconds, where the shop has said nothing else. */
export const STEPS: readonly number[] = [30, 60, 100, 180]

export const waitStep = (ms: number, steps: readonly number[] = STEPS): WaitStep =>
  steps.filter((seconds) => ms >= seconds * 1000).length as WaitStep

export type WaitUnit = 'seconds' | 'clock' | 'hours' | 'days'

const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

/** What to show: seconds up to a minute, m:ss up to an hour, then whole hours and days. */
export function waitParts(ms: number): { unit: WaitUnit; text: string } {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return { unit: 'seconds', text: String(seconds) }
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return { unit: 'clock', text: clock(seconds) }
  const hours = Math.floor(minutes / 60)
  return hours < 24
    ? { unit: 'hours', text: String(hours) }
    : { unit: 'days', text: String(Math.floor(hours / 24)) }
}

/** When a reply is due, as the server says it. */
export interface Due {
  reply_due_at: string | null
  reply_paused_from: string | null
  reply_paused_until: string | null
}

export interface Countdown {
  /** Open time until the reply is due, in milliseconds; below zero it is late. */
  left: number
  /** The shop is closed: nothing counts down. */
  paused: boolean
}

/** Null where no reply is due. */
export function countdown(due: Due, now: number): Countdown | null {
  if (!due.reply_due_at) return null
  const at = Date.parse(due.reply_due_at)
  if (!due.reply_paused_from || !due.reply_paused_until) return { left: at - now, paused: false }
  const from = Date.parse(due.reply_paused_from)
  const until = Date.parse(due.reply_paused_until)
  if (now >= until) return { left: at - now, paused: false }
  if (now >= from) return { left: at - until, paused: true }
  return { left: at - now - (until - from), paused: false }
}

/** m:ss up to an hour, then as a wait. A second that has begun counts. */
export function leftParts(ms: number): { unit: WaitUnit; text: string } {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return seconds < 3600 ? { unit: 'clock', text: clock(seconds) } : waitParts(seconds * 1000)
}
