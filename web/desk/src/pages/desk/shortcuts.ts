/** The desk's keys. Pure: an event and where the focus is go in, a command comes out. */
import { composing } from '@/app/composing'

export type Command =
  | 'next'
  | 'previous'
  | 'longest'
  | 'open'
  | 'solve'
  | 'spam'
  | 'transfer'
  | 'help'
  | 'snooze'
  | 'tags'
  | 'followUp'
  | 'macro'
  | 'pick'
  | 'note'
  | 'reply'
  | 'take'
  | 'offline'
  | 'search'
  | 'back'

const KEYS: Record<string, Command> = {
  j: 'next',
  k: 'previous',
  w: 'longest',
  e: 'solve',
  '!': 'spam',
  '！': 'spam',
  t: 'transfer',
  q: 'help',
  s: 'snooze',
  l: 'tags',
  d: 'followUp',
  m: 'macro',
  x: 'pick',
  n: 'note',
  r: 'reply',
  a: 'take',
  o: 'offline',
  f: 'search',
  enter: 'open',
  escape: 'back',
}

export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
  keyCode: number
}

/** While typing or in an overlay letters are letters; Escape alone still speaks to the desk from a text field. */
export function commandOf(
  press: KeyPress,
  focus: { typing: boolean; overlay: boolean; control: boolean },
): Command | null {
  if (composing(press) || press.ctrlKey || press.metaKey || press.altKey || focus.overlay)
    return null
  const command = KEYS[press.key.toLowerCase()] ?? null
  if (focus.typing) return command === 'back' ? command : null
  if (command === 'open' && focus.control) return null
  return command
}

/** The keys as the help and the buttons show them. */
export const shortcuts: { command: Command; keys: string }[] = [
  { command: 'next', keys: 'J' },
  { command: 'previous', keys: 'K' },
  { command: 'longest', keys: 'W' },
  { command: 'open', keys: '↵' },
  { command: 'reply', keys: 'R' },
  { command: 'note', keys: 'N' },
  { command: 'take', keys: 'A' },
  { command: 'transfer', keys: 'T' },
  { command: 'help', keys: 'Q' },
  { command: 'snooze', keys: 'S' },
  { command: 'tags', keys: 'L' },
  { command: 'followUp', keys: 'D' },
  { command: 'macro', keys: 'M' },
  { command: 'solve', keys: 'E' },
  { command: 'spam', keys: '!' },
  { command: 'pick', keys: 'X' },
  { command: 'offline', keys: 'O' },
  { command: 'search', keys: 'F' },
  { command: 'back', keys: 'Esc' },
]
