/** Widths of the outer panes, dragged or set by arrow keys, remembered on this device. */
import { ref, watch, type Ref } from 'vue'

export interface Pane {
  width: Ref<number>
  min: number
  max: number
  resize(by: number): void
}

export function pane(name: string, initial: number, min: number, max: number): Pane {
  const stored = Number(localStorage.getItem(`zg.pane.${name}`))
  const clamp = (value: number) => Math.min(max, Math.max(min, Math.round(value)))
  const width = ref(clamp(stored || initial))
  watch(width, (value) => localStorage.setItem(`zg.pane.${name}`, String(value)))
  return { width, min, max, resize: (by) => (width.value = clamp(width.value + by)) }
}

export const usePanes = () => ({
  list: pane('list', 300, 240, 440),
  customer: pane('customer', 320, 260, 460),
})
