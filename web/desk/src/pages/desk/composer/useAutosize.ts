/** A text field as high as its words, within bounds. */
import { nextTick, onMounted, watch, type Ref } from 'vue'

const TALLEST_PX = 220

export function useAutosize(field: Ref<HTMLTextAreaElement | null>, text: Ref<string>) {
  function fit() {
    const element = field.value
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${Math.min(TALLEST_PX, element.scrollHeight)}px`
    element.style.overflowY = element.scrollHeight > TALLEST_PX ? 'auto' : 'hidden'
  }
  onMounted(fit)
  watch(text, () => void nextTick(fit))
}
