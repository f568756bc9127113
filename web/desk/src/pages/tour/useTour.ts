/** Where somebody is in the tour: the step, how long it took, what was pressed by mistake. */
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { account } from '@/app/session'
import type { Command } from '../desk/shortcuts'
import { worldAt, type Cast } from './practice/world'
import { fresh, keep, read } from './progress'
import { isDone, isWrong, STEPS, takes, type Deed, type Step } from './steps'

const HINT_AFTER_MS = 6_000
/** Long enough to see what a key did. */
const LOOK_MS = 900
const TICK_MS = 1_000

/** What is said to whoever did something else. */
export type Slip = { key: Command } | { deed: Deed['did'] }

export function useTour(cast: () => Cast) {
  const me = account.value.staff.id
  const progress = reactive(read(me))
  const done = ref(false)
  const hinted = ref(false)
  const slip = shallowRef<Slip | null>(null)
  const step = computed<Step | null>(() => STEPS[progress.at] ?? null)
  const practice = shallowRef(worldAt(progress.at, cast(), me))
  let hintTimer: ReturnType<typeof setTimeout> | undefined
  let nextTimer: ReturnType<typeof setTimeout> | undefined

  const ticker = setInterval(() => {
    if (step.value && !document.hidden) progress.spentMs += TICK_MS
  }, TICK_MS)

  function waitForHint() {
    clearTimeout(hintTimer)
    hinted.value = false
    hintTimer = setTimeout(() => (hinted.value = true), HINT_AFTER_MS)
  }

  function go(at: number) {
    clearTimeout(nextTimer)
    progress.at = at
    done.value = false
    slip.value = null
    const now = STEPS[at]
    if (now) practice.value.begin(now)
    waitForHint()
  }

  /** Whether the desk may do what was pressed. */
  function press(command: Command): boolean {
    if (!step.value || done.value) return false
    if (takes(step.value, command)) {
      slip.value = null
      return true
    }
    progress.mistakes += 1
    slip.value = { key: command }
    return false
  }

  function did(deed: Deed) {
    if (!step.value || done.value) return
    if (isDone(step.value, deed)) {
      done.value = true
      slip.value = null
      clearTimeout(hintTimer)
      hinted.value = false
      nextTimer = setTimeout(() => go(progress.at + 1), LOOK_MS)
    } else if (isWrong(step.value, deed)) {
      progress.mistakes += 1
      slip.value = { deed: deed.did }
    }
  }

  function skip() {
    if (!step.value || done.value) return
    progress.skipped = [...progress.skipped.filter((one) => one !== step.value), step.value]
    practice.value.pass(step.value)
    go(progress.at + 1)
  }

  /** From the first step, or from the first that was skipped. */
  function again(from: Step = STEPS[0]) {
    const at = STEPS.indexOf(from)
    const skipped = at ? progress.skipped.filter((one) => STEPS.indexOf(one) < at) : []
    const kept = at ? { mistakes: progress.mistakes, spentMs: progress.spentMs } : {}
    Object.assign(progress, fresh(), kept, { skipped })
    practice.value = worldAt(at, cast(), me)
    go(at)
  }

  watch(progress, (now) => keep(me, now.at < STEPS.length ? now : null), { deep: true })
  // Written in another language, the practice begins anew where it is.
  watch(cast, (now) => (practice.value = worldAt(progress.at, now, me)))
  waitForHint()
  onScopeDispose(() => {
    clearInterval(ticker)
    clearTimeout(hintTimer)
    clearTimeout(nextTimer)
  })

  return { progress, step, done, hinted, slip, practice, press, did, skip, again }
}
