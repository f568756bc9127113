/** What a lead does with rules; whatever comes of it, what is shown is what is there. */
import { toast } from '@zhanggui/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import {
  addStarterRules,
  arrangeRules,
  createRule,
  deleteRule,
  keys,
  switchRule,
  type Rule,
} from '@/app/rules'
import { attempt } from '@/app/useForm'
import { draftOf, formOf } from './form'

export function useRuleChanges() {
  const { t } = useI18n()
  const cache = useQueryClient()
  const renew = () => cache.invalidateQueries({ queryKey: keys.list })

  async function change<T>(send: () => Promise<T>): Promise<T | undefined> {
    const done = await attempt(send)
    await renew()
    return done
  }

  return {
    renew,
    async turn(rule: Rule, on: boolean) {
      const done = await change(() => switchRule(rule, on))
      if (done) toast(t(on ? 'rules.turned_on' : 'rules.turned_off', { name: rule.name }))
    },
    async arrange(ids: string[]) {
      cache.setQueryData<Rule[]>(
        keys.list,
        (rules) => rules && ids.flatMap((id) => rules.filter((rule) => rule.id === id)),
      )
      await change(() => arrangeRules(ids))
    },
    /** The log goes with it, so that what is brought back begins anew and at the end. */
    async remove(rule: Rule) {
      const gone = await change(async () => {
        await deleteRule(rule.id)
        return true
      })
      if (!gone) return
      const undo = () => void change(() => createRule(draftOf(formOf(rule))))
      toast(t('rules.removed', { name: rule.name }), {
        action: { label: t('app.undo'), run: undo },
      })
    },
    async begin() {
      const added = await change(addStarterRules)
      if (added) toast(t('rules.starter_added', { n: added.created }), { tone: 'ok' })
    },
  }
}
