/** Who sits here, and whether the server can be reached: asked on arrival, and again until it answers. */
import { Refused, Unreachable } from '@zhanggui/api'
import { computed, onScopeDispose, ref } from 'vue'
import { showMe } from '@/app/api'
import { end, me, restore } from '@/app/session'

const AGAIN_MS = 4_000
export const SIGN_IN = '/sign-in?next=/assist'

const isSignedOut = (error: unknown) =>
  error instanceof Refused && error.problem.code === 'unauthorized'

export function useAccess() {
  const online = ref(navigator.onLine)
  const silent = ref(false)
  /** Somebody was signed in here. */
  const arrived = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function arrive() {
    clearTimeout(timer)
    try {
      if (me.value) await showMe()
      else await restore()
      silent.value = false
      if (me.value) arrived.value = true
      else if (!arrived.value) location.replace(SIGN_IN)
    } catch (error) {
      silent.value = !isSignedOut(error)
      if (silent.value) again()
      else end()
    }
  }

  function again() {
    clearTimeout(timer)
    timer = setTimeout(() => void arrive(), AGAIN_MS)
  }

  /** What a failed question tells of the session and the line. */
  function heed(error: unknown) {
    if (isSignedOut(error)) end()
    if (!(error instanceof Unreachable) || error.problem) return
    silent.value = true
    again()
  }

  function hear() {
    online.value = navigator.onLine
    if (online.value) void arrive()
  }
  addEventListener('online', hear)
  addEventListener('offline', hear)
  onScopeDispose(() => {
    clearTimeout(timer)
    removeEventListener('online', hear)
    removeEventListener('offline', hear)
  })
  void arrive()

  const offline = computed(() => !online.value || silent.value)
  const signedOut = computed(() => arrived.value && !me.value)
  return {
    arrived,
    /** Answers cannot be had now. */
    offline,
    /** The session ended while the panel was open. */
    signedOut,
    ready: computed(() => arrived.value && !offline.value && !signedOut.value),
    heed,
  }
}
