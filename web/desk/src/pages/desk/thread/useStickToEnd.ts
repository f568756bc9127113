/** Keeps a thread at its newest message while the reader is there, and leaves it alone otherwise. */
import { nextTick, ref, type Ref } from 'vue'

/** This close to the end counts as being there. */
const NEAR_PX = 80

export function useStickToEnd(scroller: Ref<HTMLElement | null>) {
  const atEnd = ref(true)
  let expected = -1

  function distance(): number {
    const element = scroller.value
    return element ? element.scrollHeight - element.scrollTop - element.clientHeight : 0
  }

  function toEnd() {
    const element = scroller.value
    if (!element) return
    element.scrollTop = element.scrollHeight
    expected = element.scrollTop
    atEnd.value = true
  }

  return {
    atEnd,
    toEnd,
    /** Only a reader leaves the end: content that grows under the view does not. */
    scrolled() {
      const element = scroller.value
      if (!element) return
      const upwards = element.scrollTop < expected - 1
      expected = element.scrollTop
      if (distance() <= NEAR_PX) atEnd.value = true
      else if (upwards) atEnd.value = false
    },
    resized() {
      if (atEnd.value) void nextTick(toEnd)
    },
  }
}
