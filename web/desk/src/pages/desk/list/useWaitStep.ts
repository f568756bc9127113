/** The step of a wait, which changes three times; the seconds in between change nothing that reads it. */
import { computed } from 'vue'
import { useNow } from '@/live/clock'
import { waitStep, type WaitStep } from '@/live/waiting'

export function useWaitStep(since: () => string | null) {
  const now = useNow()
  return computed<WaitStep>(() => {
    const start = since()
    return start ? waitStep(now.value - Date.parse(start)) : 0
  })
}
