/** The panel's keys. Pure: an event and where the focus is go in, a command comes out. */
import { composing } from '@/app/composing'

export type Command =
  | { copy: number; mark: boolean }
  /** Into the field, where the key itself is typed. */
  | 'write'
  | 'field'
  | 'earlier'

export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey' | 'isComposing' | 'keyCode'
>

/**
 * Where the focus is: in a field, in the field whose words were answered and stand selected, on something that Enter
 * and Space press, or on none of these.
 */
export type Focus = 'typing' | 'answered' | 'control' | 'free'

/** By the key's place: with Shift or Alt held the same key writes another character. */
const digitOf = ({ code }: KeyPress): number | null => {
  const digit = /^(?:Digit|Numpad)([1-3])$/.exec(code)?.[1]
  return digit ? Number(digit) - 1 : null
}

/** While typing a digit is a digit, unless Alt is held. */
export function commandOf(press: KeyPress, focus: Focus): Command | null {
  if (composing(press) || press.ctrlKey || press.metaKey) return null
  const digit = digitOf(press)
  if (digit !== null && (focus !== 'typing' || press.altKey))
    return { copy: digit, mark: press.shiftKey }
  if (press.altKey) return null
  if (press.key === 'Escape') return 'field'
  if (focus === 'typing' || focus === 'answered') return null
  if (press.key === 'ArrowUp') return 'earlier'
  if (focus === 'control' && (press.key === 'Enter' || press.key === ' ')) return null
  if (press.key === 'Enter') return { copy: 0, mark: press.shiftKey }
  return press.key.length === 1 ? 'write' : null
}
