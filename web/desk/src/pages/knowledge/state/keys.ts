/** The knowledge page's keys. Pure: an event and where the focus is go in, a command comes out. */
import { composing } from '@/app/composing'

export type Command = 'next' | 'previous' | 'search' | 'create' | 'save' | 'back'

const KEYS: Record<string, Command> = {
  j: 'next',
  k: 'previous',
  '/': 'search',
  n: 'create',
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

/** While typing letters are letters; saving and leaving work from everywhere but an overlay. */
export function commandOf(
  press: KeyPress,
  focus: { typing: boolean; overlay: boolean },
): Command | null {
  if (composing(press) || focus.overlay || press.altKey) return null
  const key = press.key.toLowerCase()
  if (press.ctrlKey || press.metaKey) return key === 's' ? 'save' : null
  const command = KEYS[key] ?? null
  return focus.typing && command !== 'back' ? null : command
}
