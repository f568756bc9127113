/** The learning page's keys. Pure: an event and where the focus is go in, a command comes out. */
import type { KeyPress } from '../state/keys'

export type Command = 'next' | 'previous' | 'answer' | 'dismiss' | 'back'

const KEYS: Record<string, Command> = {
  j: 'next',
  k: 'previous',
  a: 'answer',
  x: 'dismiss',
  escape: 'back',
}

/** While typing letters are letters; leaving works from everywhere but an overlay. */
export function commandOf(
  press: KeyPress,
  focus: { typing: boolean; overlay: boolean },
): Command | null {
  // Enter and Escape belong to the input method while it composes; some browsers say so only by 229.
  if (press.isComposing || press.keyCode === 229 || focus.overlay) return null
  if (press.altKey || press.ctrlKey || press.metaKey) return null
  const command = KEYS[press.key.toLowerCase()] ?? null
  return focus.typing && command !== 'back' ? null : command
}
