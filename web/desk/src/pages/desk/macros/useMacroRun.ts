/** Runs a macro in a conversation: what was done is told with a way back, what stopped it with a way on. */
import { Refused } from '@zhanggui/api'
import { toast } from '@zhanggui/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { keys, runMacro, undoRun, type Macro, type MacroRun } from '@/app/macros'
import { tell } from '@/app/problems'
import { useReasonWords } from '@/app/steps/useStepWords'
import { attempt } from '@/app/useForm'
import { keys as live } from '@/live/keys'
import type { Conversation } from '@/live/model'
import { useVariableNames } from '../canned/snippet'
import { kept, leaves, told } from './told'

export function useMacroRun(left: (conversation: Conversation) => void) {
  const { t, locale } = useI18n()
  const nameOf = useVariableNames()
  const cache = useQueryClient()
  const reason = useReasonWords()
  const listed = (words: string[]) =>
    new Intl.ListFormat(locale.value, { type: 'conjunction' }).format(words)

  function renew(id: string) {
    void cache.invalidateQueries({ queryKey: live.conversation(id) })
    void cache.invalidateQueries({ queryKey: live.followUps })
    void cache.invalidateQueries({ queryKey: keys.list })
  }

  async function undo(run: MacroRun) {
    const back = await attempt(() => undoRun(run.id))
    if (!back) return
    renew(run.conversation_id)
    const stays = kept(back).map(({ what, code }) =>
      t('macros.stays', { what: t(`macros.part.${what}`), why: reason(code) }),
    )
    toast(stays.length ? t('macros.undone_but', { stays: listed(stays) }) : t('macros.undone'), {
      tone: stays.length ? 'plain' : 'ok',
    })
  }

  function say(macro: Macro, run: MacroRun) {
    const { done, failed } = told(run)
    const words = listed(done.map((kind) => t(`steps.short.${kind}`)))
    const action = { label: t('app.undo'), run: () => void undo(run) }
    const way = done.length ? { action } : {}
    if (!failed)
      return toast(t('macros.done', { name: macro.name, done: words }), { tone: 'ok', ...way })
    const { number: n, code } = failed
    toast(t('macros.stopped', { name: macro.name, n, why: reason(code) }), {
      tone: 'danger',
      ...way,
    })
  }

  /** Why nothing was done; where a colleague replied meanwhile it can be done all the same. */
  function refused(error: unknown, again: () => void) {
    const problem = error instanceof Refused ? error.problem : null
    if (problem?.code === 'conversation_changed') {
      const action = { label: t('macros.anyway'), run: again }
      return toast(t('macros.answered_meanwhile'), { tone: 'danger', action })
    }
    if (problem?.code === 'values_missing') {
      const names = (problem.errors ?? []).map(({ found }) => nameOf(found ?? ''))
      return toast(t('macros.values_missing', { names: listed(names) }), { tone: 'danger' })
    }
    const code = problem?.errors?.[0]?.code ?? problem?.code
    toast(code ? reason(code) : tell(error).text, { tone: 'danger' })
  }

  return async function run(conversation: Conversation, macro: Macro, force = false) {
    const wish = {
      client_id: crypto.randomUUID(),
      seen_seq: conversation.last_message?.seq ?? null,
      force,
    }
    try {
      const done = await runMacro(conversation.id, macro.id, wish)
      renew(conversation.id)
      say(macro, done)
      if (leaves(done)) left(conversation)
    } catch (error) {
      refused(error, () => void run(conversation, macro, true))
    }
  }
}
