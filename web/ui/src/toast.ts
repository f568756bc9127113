import { readonly, ref } from 'vue'

export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'ok' | 'danger'
  action?: { label: string; run: () => void }
}

/** Long enough to read and to undo. */
const SHOWN_MS = 6_000
const FAILURE_MS = 10_000
const MOST = 3

const shown = ref<Toast[]>([])
const timers = new Map<number, ReturnType<typeof setTimeout>>()
let last = 0

export const toasts = readonly(shown)

export function dismiss(id: number) {
  clearTimeout(timers.get(id))
  timers.delete(id)
  shown.value = shown.value.filter((item) => item.id !== id)
}

function wait(item: Toast) {
  clearTimeout(timers.get(item.id))
  timers.set(
    item.id,
    setTimeout(() => dismiss(item.id), item.tone === 'danger' ? FAILURE_MS : SHOWN_MS),
  )
}

/** Tells what was done; `action` is where an undo goes. Returns how to take it away early. */
export function toast(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}) {
  const item: Toast = { id: ++last, text, tone: 'plain', ...options }
  shown.value = [...shown.value, item].slice(-MOST)
  wait(item)
  return () => dismiss(item.id)
}

/** Nothing disappears while it is being read. */
export const holdToasts = () => timers.forEach((timer) => clearTimeout(timer))
export const releaseToasts = () => shown.value.forEach(wait)
