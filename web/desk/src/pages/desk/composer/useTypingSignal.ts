/** Tells the others that I am writing: when I begin, now and then while I go on, and when I stop. */
import { onScopeDispose, watch, type Ref } from 'vue'

const RENEW_MS = 3_000
const IDLE_MS = 5_000

export function useTypingSignal(
  typing: (on: boolean) => void,
  text: Ref<string>,
  conversation: Ref<string>,
) {
  let told = 0
  let idle: ReturnType<typeof setTimeout> | undefined

  function stop() {
    clearTimeout(idle)
    if (told) typing(false)
    told = 0
  }

  /** Called on every key, so that a draft that is only loaded tells nobody anything. */
  function typed() {
    if (!text.value.trim()) return stop()
    if (Date.now() - told > RENEW_MS) {
      told = Date.now()
      typing(true)
    }
    clearTimeout(idle)
    idle = setTimeout(stop, IDLE_MS)
  }

  watch(conversation, stop, { flush: 'sync' })
  onScopeDispose(stop)
  return { typed, stop }
}
