/** A dry run that goes on, or went: what it has found so far. */
import { onScopeDispose, ref, shallowRef } from 'vue'
import { dryRun, type DryCase, type DryTotals, type RuleDraft } from '@/app/rules'
import { tell } from '@/app/problems'
import { i18n } from '@/app/locale'

const DAY_MS = 86_400_000

export function useDryRun() {
  const running = ref(false)
  const totals = shallowRef<DryTotals | null>(null)
  const cases = shallowRef<DryCase[]>([])
  const failure = ref<string | null>(null)
  /** The rule as it was when the run began: what is typed since says nothing about its cases. */
  const asked = shallowRef<RuleDraft | null>(null)
  let stop: AbortController | undefined

  async function run(draft: RuleDraft, days: number) {
    stop?.abort()
    const mine = (stop = new AbortController())
    running.value = true
    failure.value = totals.value = null
    cases.value = []
    asked.value = draft
    try {
      const since = new Date(Date.now() - days * DAY_MS).toISOString()
      for await (const frame of dryRun(draft, since, mine.signal)) {
        if (frame.type === 'failed') {
          failure.value = i18n.global.t('rules.trial_broken')
          break
        }
        totals.value = frame.totals
        if (frame.type === 'progress') cases.value = [...cases.value, ...frame.cases]
      }
    } catch (error) {
      if (!mine.signal.aborted) failure.value = tell(error).text
    } finally {
      if (stop === mine) running.value = false
    }
  }

  onScopeDispose(() => stop?.abort())
  return { running, totals, cases, failure, asked, run, stop: () => stop?.abort() }
}
