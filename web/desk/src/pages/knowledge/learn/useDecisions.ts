/** What is done with a candidate; what can be taken back offers it. */
import { toast } from '@zhanggui/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { approveEntry, keys as knowledge } from '@/app/knowledge'
import {
  acceptCandidate,
  dismissCandidate,
  mergeCandidate,
  restoreCandidate,
  undoMerge,
  type Acceptance,
  type KnowledgeCandidate,
} from '@/app/learning'
import { can } from '@/app/session'
import { attempt } from '@/app/useForm'

export function useDecisions(leave: (id: string) => void, open: (id: string) => void) {
  const { t } = useI18n()
  const router = useRouter()
  const cache = useQueryClient()
  const busy = ref(false)
  const renew = () => cache.invalidateQueries({ queryKey: knowledge.all })

  async function run<T>(id: string, send: () => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    const done = await attempt(send)
    busy.value = false
    if (done === undefined) return undefined
    leave(id)
    void renew()
    return done
  }

  async function restore({ id }: KnowledgeCandidate) {
    if (await run(id, () => restoreCandidate(id)))
      toast(t('knowledge.learn.restored'), { tone: 'ok' })
  }

  async function dismiss(candidate: KnowledgeCandidate) {
    const { id, question } = candidate
    if (!(await run(id, () => dismissCandidate(id)))) return
    const undo = async () => {
      await attempt(() => restoreCandidate(id))
      await renew()
      open(id)
    }
    toast(t('knowledge.learn.dismissed', { question }), {
      action: { label: t('app.undo'), run: () => void undo() },
    })
  }

  async function merge(candidate: KnowledgeCandidate, into: KnowledgeCandidate) {
    const done = await run(candidate.id, () => mergeCandidate(candidate.id, into.id))
    if (!done) return
    const undo = async () => {
      const back = await attempt(() => undoMerge(into.id, candidate.id))
      await renew()
      if (back) open(back.id)
    }
    toast(t('knowledge.learn.merged', { question: into.question }), {
      tone: 'ok',
      action: { label: t('app.undo'), run: () => void undo() },
    })
    open(into.id)
  }

  const show = (entryId: string) => ({
    label: t('knowledge.learn.show_entry'),
    run: () => void router.push({ name: 'knowledge', params: { entryId } }),
  })

  /** The questions become phrasings of a known entry. */
  async function add(
    { id }: KnowledgeCandidate,
    entryId: string,
    examples: Acceptance['examples'],
  ) {
    const entry = await run(id, () => acceptCandidate(id, { entry_id: entryId, examples }))
    if (!entry) return
    const said = can('manage_knowledge') ? 'knowledge.learn.added' : 'knowledge.learn.proposed'
    toast(t(said, { title: entry.title }), { tone: 'ok', action: show(entry.id) })
  }

  /** A draft is written; with `live` buyers get it at once. */
  async function write({ id }: KnowledgeCandidate, draft: Acceptance, live: boolean) {
    const entry = await run(id, () => acceptCandidate(id, draft))
    if (!entry) return
    const approved = live && (await attempt(() => approveEntry(entry.id)))
    if (approved) void renew()
    toast(t(approved ? 'knowledge.approved' : 'knowledge.learn.drafted'), {
      tone: 'ok',
      action: show(entry.id),
    })
  }

  return { busy, restore, dismiss, merge, add, write }
}
