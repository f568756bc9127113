/** What a key press asks of the application, wherever the focus is. Pure. */

const apple = /mac|iphone|ipad/i.test(navigator.platform)
export const modifier = apple ? '⌘' : 'Ctrl'

export type AppKey = { open: 'palette' | 'sheet' } | { lead: true } | { go: string } | null

interface Press {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
}

export function appKey(press: Press, at: { typing: boolean; led: boolean }): AppKey {
  if (press.isComposing) return null
  const key = press.key.toLowerCase()
  if (key === 'k' && (press.metaKey || press.ctrlKey) && !press.altKey) return { open: 'palette' }
  if (at.typing || press.ctrlKey || press.metaKey || press.altKey) return null
  if (at.led) return { go: key }
  if (key === '?') return { open: 'sheet' }
  if (key === 'g') return { lead: true }
  return null
}
