/** A file on its way into the knowledge: looked at first, brought in whole or not at all. */
import { Refused, type Problem } from '@zhanggui/api'
import { ref, shallowRef } from 'vue'
import { importFile, type ImportState, type KnowledgeImportReport } from '@/app/knowledge'
import { tell } from '@/app/problems'

export interface Refusal {
  text: string
  /** The first wrong rows. */
  rows: NonNullable<Problem['errors']>
  /** How many there are. */
  count: number
}

function refusalOf(error: unknown): Refusal {
  const problem = error instanceof Refused ? error.problem : null
  const rows = problem?.code === 'import_refused' ? (problem.errors ?? []) : []
  return { text: tell(error).text, rows, count: problem?.error_count ?? rows.length }
}

export function useImport() {
  const file = shallowRef<File | null>(null)
  const state = ref<ImportState>('approved')
  const stage = ref<'idle' | 'checking' | 'writing'>('idle')
  /** How much of the file is with the server. */
  const share = ref(0)
  const report = shallowRef<KnowledgeImportReport | null>(null)
  const refusal = shallowRef<Refusal | null>(null)
  /** Another file was chosen since. */
  let turn = 0

  async function send(next: 'checking' | 'writing'): Promise<KnowledgeImportReport | null> {
    if (!file.value) return null
    const mine = ++turn
    stage.value = next
    share.value = 0
    refusal.value = null
    const how = { state: state.value, dryRun: next === 'checking' }
    try {
      const answered = await importFile(file.value, how, (now) => (share.value = now))
      if (mine !== turn) return null
      report.value = answered
      return answered
    } catch (error) {
      if (mine === turn) {
        report.value = null
        refusal.value = refusalOf(error)
      }
      return null
    } finally {
      if (mine === turn) stage.value = 'idle'
    }
  }

  function reset() {
    turn++
    file.value = null
    report.value = null
    refusal.value = null
    stage.value = 'idle'
  }

  return {
    file,
    state,
    stage,
    share,
    report,
    refusal,
    reset,
    choose(next: File) {
      reset()
      file.value = next
      void send('checking')
    },
    bringIn: () => send('writing'),
  }
}
