/** The requests about automation rules. */
import { postForEvents } from '@zhanggui/api'
import * as api from '@zhanggui/api/gen'
import type { DryRunFrame, Rule, RuleDraft } from '@zhanggui/api/gen'
import { answer, csrf } from '@/live/http'
import { keys as live } from '@/live/keys'
import { locale } from './locale'

export type {
  Condition,
  ConditionField,
  ConditionOp,
  Conditions,
  DryCase,
  DryRunFrame,
  DryTotals,
  Occasion,
  Rule,
  RuleDraft,
  RuleFiring,
  RuleWhen,
} from '@zhanggui/api/gen'

export const keys = {
  list: [...live.rules, 'list'] as const,
  firings: (id: string) => [...live.rules, 'firings', id] as const,
}

const seen = (rule: Rule) => ({ 'If-Match': `"${rule.version}"` })

export const listRules = async (): Promise<Rule[]> => (await answer(api.listRules())).items
export const createRule = (body: RuleDraft): Promise<Rule> => answer(api.createRule({ body }))
export const replaceRule = (rule: Rule, body: RuleDraft): Promise<Rule> =>
  answer(api.replaceRule({ path: { id: rule.id }, headers: seen(rule), body }))
export const switchRule = (rule: Rule, enabled: boolean): Promise<Rule> =>
  answer(api.switchRule({ path: { id: rule.id }, headers: seen(rule), body: { enabled } }))
export const deleteRule = (id: string) => answer(api.deleteRule({ path: { id } }))
export const arrangeRules = (ids: string[]) => answer(api.arrangeRules({ body: { ids } }))
export const addStarterRules = () => answer(api.addStarterRules({ body: { locale: locale.value } }))
export const listFirings = (id: string, after: string | undefined) =>
  answer(api.listRuleFirings({ path: { id }, query: { ...(after && { after }) } }))

/** What a rule would have done, told while it is found out. */
export const dryRun = (rule: RuleDraft, since: string, signal: AbortSignal) =>
  postForEvents<DryRunFrame>('/api/v1/rules/dry_run', { rule, since }, csrf(), signal)
