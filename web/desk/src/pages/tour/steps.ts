/** The eight steps of the tour: what each asks for, and when it is done. Pure. */
import type { Command } from '../desk/shortcuts'

export const STEPS = [
  'next',
  'previous',
  'reply',
  'slash',
  'note',
  'tag',
  'snooze',
  'solve',
] as const
export type Step = (typeof STEPS)[number]

/** What somebody did on the practice desk. */
export type Deed =
  | { did: 'opened'; id: string }
  | { did: 'replied'; prepared: boolean }
  | { did: 'noted' | 'tagged' | 'snoozed' | 'solved' }

/** The conversation each step happens in, and for walking through the list where it leads. */
export const SCENES: Record<Step, { at: string; to?: string; keys: string[] }> = {
  next: { at: 'a', to: 'b', keys: ['J'] },
  previous: { at: 'b', to: 'a', keys: ['K'] },
  reply: { at: 'a', keys: ['R', '↵'] },
  slash: { at: 'b', keys: ['R', '/', '↵', '↵'] },
  note: { at: 'c', keys: ['N', '↵'] },
  tag: { at: 'c', keys: ['L', '↵', 'Esc'] },
  snooze: { at: 'c', keys: ['S', '↵'] },
  solve: { at: 'd', keys: ['E'] },
}

/** The commands a step is about. */
const WANTED: Record<Step, Command[]> = {
  next: ['next'],
  previous: ['previous'],
  reply: ['reply', 'open'],
  slash: ['reply', 'open'],
  note: ['note'],
  tag: ['tags'],
  snooze: ['snooze'],
  solve: ['solve'],
}
/** Whoever can walk through the list may do so. */
const WALKING: ReadonlySet<Command> = new Set(['next', 'previous'])

/** Whether a command is let through: what belongs to another step would spoil this one. */
export function takes(step: Step, command: Command): boolean {
  if (command === 'back' || WANTED[step].includes(command)) return true
  return STEPS.indexOf(step) > STEPS.indexOf('previous') && WALKING.has(command)
}

export function isDone(step: Step, deed: Deed): boolean {
  switch (step) {
    case 'next':
    case 'previous':
      return deed.did === 'opened' && deed.id === SCENES[step].to
    case 'reply':
      return deed.did === 'replied'
    case 'slash':
      return deed.did === 'replied' && deed.prepared
    case 'note':
      return deed.did === 'noted'
    case 'tag':
      return deed.did === 'tagged'
    case 'snooze':
      return deed.did === 'snoozed'
    case 'solve':
      return deed.did === 'solved'
  }
}

/** A reply where a note was asked for, or words of one's own where prepared ones were: meant well, and not it. */
export const isWrong = (step: Step, deed: Deed): boolean =>
  deed.did !== 'opened' && !isDone(step, deed)
