import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

/** Closes what popped up on Esc or a click elsewhere, and gives the focus back on Esc. */
export function useDismiss(
  open: boolean,
  box: RefObject<HTMLElement | null>,
  close: () => void,
  opener: RefObject<HTMLElement | null>,
): void {
  useEffect(() => {
    if (!open) return
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) close()
    }
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      // The panel itself stays open.
      event.preventDefault()
      close()
      opener.current?.focus()
    }
    const gone = new AbortController()
    const { signal } = gone
    document.addEventListener('pointerdown', outside, { signal })
    document.addEventListener('keydown', escape, { signal })
    return () => gone.abort()
  }, [open])
}
