/** Targets as the form holds them: numbers as they are typed. Pure. */
import type { Rule, Settings } from '@/app/targets'

export const NUMBERS = [
  { field: 'first_reply_seconds', max: 86_400 },
  { field: 'next_reply_seconds', max: 86_400 },
  { field: 'solve_minutes', max: 43_200 },
] as const
export const ALERTS = [
  { field: 'alert_percent', max: 95 },
  { field: 'escalate_seconds', max: 86_400 },
] as const
export type Field = (typeof NUMBERS)[number]['field']
export type AlertField = (typeof ALERTS)[number]['field']

export interface RuleForm {
  inbox_id: string
  stage: '' | 'pre_sale' | 'after_sale'
  tier: string
  /** Empty: as for everybody. */
  first: string
  next: string
  solve: string
}

export interface Form {
  numbers: Record<Field, string>
  alerts: Record<AlertField, string>
  steps: string[]
  rules: RuleForm[]
}

const minutes = (seconds: number) => String(Math.round(seconds / 60))
const typed = (seconds: number | null | undefined, show: (seconds: number) => string) =>
  seconds === null || seconds === undefined ? '' : show(seconds)
const number = (text: string) => Number(String(text).trim())
const given = (text: string, times = 1) =>
  String(text).trim() === '' ? null : number(text) * times

export const formOf = (settings: Settings): Form => ({
  numbers: {
    first_reply_seconds: String(settings.first_reply_seconds),
    next_reply_seconds: String(settings.next_reply_seconds),
    solve_minutes: minutes(settings.solve_seconds),
  },
  alerts: {
    alert_percent: String(settings.alert_percent),
    escalate_seconds: String(settings.escalate_seconds),
  },
  steps: settings.steps.map(String),
  rules: settings.rules.map((rule) => ({
    inbox_id: rule.inbox_id ?? '',
    stage: rule.stage ?? '',
    tier: rule.tier ?? '',
    first: typed(rule.first_reply_seconds, String),
    next: typed(rule.next_reply_seconds, String),
    solve: typed(rule.solve_seconds, minutes),
  })),
})

const ruleOf = ({ inbox_id, stage, tier, first, next, solve }: RuleForm): Rule => ({
  inbox_id: inbox_id || null,
  stage: stage || null,
  tier: tier.trim() || null,
  first_reply_seconds: given(first),
  next_reply_seconds: given(next),
  solve_seconds: given(solve, 60),
})

export const settingsOf = ({ numbers, alerts, steps, rules }: Form): Settings => ({
  first_reply_seconds: number(numbers.first_reply_seconds),
  next_reply_seconds: number(numbers.next_reply_seconds),
  solve_seconds: number(numbers.solve_minutes) * 60,
  alert_percent: number(alerts.alert_percent),
  escalate_seconds: number(alerts.escalate_seconds),
  steps: steps.map(number) as Settings['steps'],
  rules: rules.map(ruleOf),
})

export const aRule = (): RuleForm => ({
  inbox_id: '',
  stage: '',
  tier: '',
  first: '',
  next: '',
  solve: '',
})
