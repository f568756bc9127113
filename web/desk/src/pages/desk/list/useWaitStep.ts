/** The step of a wait, which changes four times; the seconds in between change nothing that reads it. */
import { computed } from 'vue'
import { useSteps } from '@/app/targets'
import { useNow } from '@/live/clock'
import { waitStep, type WaitStep } from '@/live/waiting'

export function useWaitStep(since: () => string | null) {
  const now = useNow()
  const steps = useSteps()
  return computed<WaitStep>(() => {
    const start = since()
    return start ? waitStep(now.value - Date.parse(start), steps.value) : 0
  })
}
