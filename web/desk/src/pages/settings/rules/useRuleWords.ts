/** A rule as a sentence, in the reader's language. */
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { listInboxes } from '@/app/api'
import type { Condition, ConditionField, ConditionOp, Rule } from '@/app/rules'
import type { Step } from '@/app/steps/steps'
import { lasting } from '@/app/span'
import { useStepNames } from '@/app/steps/useStepWords'
import { keys } from '@/live/keys'
import { FIELDS, NAMES } from './form'

interface Named {
  id: string
  name: string
}

const choices = (list: readonly Named[] | undefined) =>
  (list ?? []).map(({ id, name }) => ({ value: id, label: name }))

export function useRuleWords() {
  const { t, te, locale } = useI18n()
  const { staff, groups, tags } = useStepNames()
  const inboxes = useQuery({ queryKey: keys.inboxes, queryFn: listInboxes })
  const serving = computed(() => staff.value.filter(({ active }) => active))
  const named = (list: readonly Named[] | undefined, id: string) =>
    list?.find((one) => one.id === id)?.name ?? t('rules.gone')
  const minutes = (count: number) => lasting(count * 60, locale.value)
  const tagName = (id: string) => tags.line(id)?.path.join(' / ') ?? t('rules.gone')

  /** What can be asked of a field, in few words. */
  function opName(field: ConditionField, op: ConditionOp): string {
    const own = `rules.special.${field}.${op}`
    return t(te(own) ? own : `rules.op_name.${FIELDS[field]}.${op}`)
  }

  /** What can be chosen of a field, where that is not typed. */
  function options(field: ConditionField): { value: string; label: string }[] {
    if (field === 'inbox') return choices(inboxes.data.value)
    if (field === 'assignee') return choices(serving.value)
    if (field === 'group') return choices(groups.value)
    return (NAMES[field] ?? []).map((value) => ({
      value,
      label: t(`rules.value.${field}.${value}`),
    }))
  }

  function valueName(field: ConditionField, value: string): string {
    if (field === 'inbox') return named(inboxes.data.value, value)
    if (field === 'assignee') return named(staff.value, value)
    if (field === 'group') return named(groups.value, value)
    if (field === 'tags' || field === 'added_tags') return tagName(value)
    return NAMES[field] ? t(`rules.value.${field}.${value}`) : value
  }

  const listed = (words: string[], type: 'conjunction' | 'disjunction') =>
    new Intl.ListFormat(locale.value, { type }).format(
      words.map((word) => t('rules.quoted', { word })),
    )

  function conditionWords(condition: Condition): string {
    const { field, op, values = [], seconds, from, until } = condition
    if (te(`rules.special.${field}.${op}`)) return t(`rules.special.${field}.${op}`)
    const words = listed(
      values.map((value) => valueName(field, value)),
      op === 'all_of' ? 'conjunction' : 'disjunction',
    )
    return t('rules.sentence.condition', {
      field: t(`rules.field.${field}`),
      op: t(`rules.op.${FIELDS[field]}.${op}`, {
        values: words || '…',
        wait: lasting(seconds ?? 0, locale.value),
        from: from ?? '',
        until: until ?? '',
      }),
    })
  }

  function stepWords(step: Step): string {
    switch (step.do) {
      case 'tag':
      case 'untag':
        return t(`rules.sentence.${step.do}`, {
          tags: listed(step.tag_ids.map(tagName), 'conjunction') || '…',
        })
      case 'assign':
        if (step.to === 'staff')
          return t('rules.sentence.assign', { to: named(staff.value, step.staff_id ?? '') })
        if (step.to === 'group')
          return t('rules.sentence.assign', { to: named(groups.value, step.group_id ?? '') })
        return t('rules.sentence.assign_queue')
      case 'follow_up':
        return t('rules.sentence.follow_up', { time: minutes(step.in_minutes) })
      case 'stage':
        return t('rules.sentence.stage', { stage: t(`rules.value.stage.${step.stage}`) })
      case 'snooze':
        return t(`rules.sentence.snooze_${step.until}`, { time: minutes(step.minutes ?? 0) })
      default:
        return t(`rules.sentence.${step.do}`)
    }
  }

  /** When, if and then. */
  function sentence({ when, conditions, steps }: Pick<Rule, 'when' | 'conditions' | 'steps'>) {
    const { all = [], any = [] } = conditions
    const either = any.map(conditionWords).join(t('rules.sentence.or'))
    const parts = [...all.map(conditionWords), ...(any.length ? [either] : [])]
    return t(parts.length ? 'rules.sentence.if' : 'rules.sentence.always', {
      when: t(`rules.when.${when.event}`, { wait: lasting(when.seconds ?? 0, locale.value) }),
      conditions: parts.join(t('rules.sentence.and')),
      steps: steps.map(stepWords).join(t('rules.sentence.then')),
    })
  }

  return { options, opName, conditionWords, stepWords, sentence }
}

export type RuleWords = ReturnType<typeof useRuleWords>
