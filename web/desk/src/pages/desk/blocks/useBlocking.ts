/** Blocks a customer and lets them write again, with the way back. */
import { useQueryClient } from '@tanstack/vue-query'
import { toast } from '@zhanggui/ui'
import { useI18n } from 'vue-i18n'
import { blockCustomer, unblockCustomer } from '@/app/blocks'
import { attempt } from '@/app/useForm'
import { applyAnswer, applyCustomer } from '@/live/apply'
import { keys } from '@/live/keys'
import type { Conversation } from '@/live/model'
import { markSpam, reopen, showCustomer, unmarkSpam } from '@/live/requests'
import { usePeople } from '../state/usePeople'

export function useBlocking() {
  const cache = useQueryClient()
  const { t } = useI18n()
  const people = usePeople()
  const show = (conversation: Conversation) => applyAnswer(cache, conversation, people.me.value)

  async function renew(id: string) {
    await cache.invalidateQueries({ queryKey: keys.blocked })
    const customer = await attempt(() => showCustomer(id))
    if (customer) applyCustomer(cache, customer)
  }

  async function lift(id: string, name: string): Promise<boolean> {
    const done = await attempt(() => unblockCustomer(id).then(() => true))
    if (!done) return false
    await renew(id)
    toast(t('desk.done.unblocked', { name }), { tone: 'ok' })
    return true
  }

  /** `spam`: the conversation that is marked with it. */
  async function block(
    customer: { id: string; name: string },
    wanted: { reason: string; until: string | null; spam: Conversation | null },
  ): Promise<boolean> {
    const { id, name } = customer
    // Marked first, so that blocking does not end it like one that was served.
    const marked = wanted.spam && (await attempt(() => markSpam(wanted.spam!.id)))
    if (marked) show(marked)
    const blocked = await attempt(() => blockCustomer(id, wanted.reason, wanted.until))
    if (!blocked) return false
    await renew(id)
    async function undo() {
      if (!(await lift(id, name))) return
      if (marked) await attempt(() => unmarkSpam(marked.id)).then((now) => now && show(now))
      for (const ended of blocked!.ended_ids) {
        const now = await attempt(() => reopen(ended))
        if (now) show(now)
      }
    }
    const action = { label: t('desk.done.undo'), run: () => void undo() }
    toast(t('desk.done.blocked', { name }), { tone: 'ok', action })
    return true
  }

  return { block, lift }
}
