/** A table on its way in: looked at first, brought in whole or not at all. */
import { Refused } from '@zhanggui/api'
import { ref, shallowRef } from 'vue'
import { importReplies, type CannedReplyImportReport } from '@/app/cannedReplies'
import { tell } from '@/app/problems'
import type { Refusal } from '@/pages/knowledge/transfer/useImport'

function refusalOf(error: unknown): Refusal {
  const problem = error instanceof Refused ? error.problem : null
  const rows = problem?.code === 'import_refused' ? (problem.errors ?? []) : []
  return { text: tell(error).text, rows, count: problem?.error_count ?? rows.length }
}

export function useReplyImport(shared: boolean) {
  const file = shallowRef<File | null>(null)
  const stage = ref<'idle' | 'checking' | 'writing'>('idle')
  const report = shallowRef<CannedReplyImportReport | null>(null)
  const refusal = shallowRef<Refusal | null>(null)

  async function send(next: 'checking' | 'writing') {
    const sent = file.value
    if (!sent) return null
    stage.value = next
    refusal.value = null
    try {
      const answered = await importReplies(sent, { shared, dryRun: next === 'checking' }, () => {})
      if (file.value === sent) report.value = answered
      return answered
    } catch (error) {
      if (file.value === sent) {
        report.value = null
        refusal.value = refusalOf(error)
      }
      return null
    } finally {
      if (file.value === sent) stage.value = 'idle'
    }
  }

  return {
    file,
    stage,
    report,
    refusal,
    choose(next: File) {
      file.value = next
      report.value = null
      void send('checking')
    },
    bringIn: () => send('writing'),
  }
}
