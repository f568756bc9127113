/** Steps as sentences, in the names of what they name. */
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { keys as replyKeys, listReplies } from '@/app/cannedReplies'
import { keys as groupKeys, listGroups } from '@/app/reception'
import { useTags } from '@/app/tags'
import { keys } from '@/live/keys'
import { listStaff } from '@/live/requests'
import { snippet, useVariableNames } from '@/pages/desk/canned/snippet'
import { span, type Step } from './steps'

export function useStepNames() {
  const staff = useQuery({ queryKey: keys.staff, queryFn: listStaff, staleTime: Infinity })
  const groups = useQuery({ queryKey: groupKeys.groups, queryFn: listGroups })
  const replies = useQuery({ queryKey: replyKeys.list, queryFn: listReplies })
  const tags = useTags()
  return {
    staff: computed(() => staff.data.value ?? []),
    groups: computed(() => groups.data.value ?? []),
    replies: computed(() => replies.data.value?.items ?? []),
    folders: computed(() => replies.data.value?.folders ?? []),
    tags,
  }
}

export type StepNames = ReturnType<typeof useStepNames>

export function useStepWords(names: StepNames = useStepNames()) {
  const { t } = useI18n()
  const nameOfVariable = useVariableNames()
  const nameOf = (list: readonly { id: string; name: string }[], id: string | null | undefined) =>
    list.find((one) => one.id === id)?.name ?? t('steps.gone')
  const spanWords = (minutes: number) => {
    const { count, unit } = span(minutes)
    return t(`steps.span.${unit}`, { n: count }, count)
  }
  /** Also of tags that are there no more. */
  const tagNames = (ids: readonly string[]) => names.tags.names(ids) || t('steps.gone')

  /** One sentence, such as `贴标签：没收到`. */
  function sentence(step: Step): string {
    switch (step.do) {
      case 'reply': {
        if (!step.canned_reply_id)
          return t('steps.say.reply_text', { text: snippet(step.text ?? '', nameOfVariable) })
        const reply = names.replies.value.find(({ id }) => id === step.canned_reply_id)
        return t('steps.say.reply_canned', { title: reply?.title ?? t('steps.gone') })
      }
      case 'note':
        return t('steps.say.note', { text: step.text })
      case 'tag':
      case 'untag':
        return t(`steps.say.${step.do}`, { tags: tagNames(step.tag_ids) })
      case 'assign':
        if (step.to === 'staff')
          return t('steps.say.assign_to', { name: nameOf(names.staff.value, step.staff_id) })
        if (step.to === 'group')
          return t('steps.say.assign_group', { name: nameOf(names.groups.value, step.group_id) })
        return t(`steps.say.assign_${step.to}`)
      case 'stage':
        return t('steps.say.stage', { stage: t(`desk.stage.${step.stage}`) })
      case 'follow_up': {
        const words = { span: spanWords(step.in_minutes), text: step.text }
        return step.staff_id
          ? t('steps.say.follow_up_of', {
              ...words,
              name: nameOf(names.staff.value, step.staff_id),
            })
          : t('steps.say.follow_up', words)
      }
      case 'snooze':
        return step.until === 'minutes'
          ? t('steps.say.snooze_minutes', { span: spanWords(step.minutes ?? 0) })
          : t(`steps.say.snooze_${step.until}`)
      case 'solve':
        return step.tag_ids?.length
          ? t('steps.say.solve_because', { tags: tagNames(step.tag_ids) })
          : t('steps.say.solve')
    }
  }

  /** Why a step failed or cannot be taken. */
  const reasons = useReasonWords()
  return { sentence, reason: reasons, kind: (step: Step) => t(`steps.kind.${step.do}`) }
}

/** A stable code in words. */
export function useReasonWords() {
  const { t, te } = useI18n()
  return (code: string | null | undefined): string => {
    const found = [`steps.fault.${code}`, `app.invalid.${code}`, `app.problem.${code}`]
    return t(found.find((key) => te(key)) ?? 'app.problem.refused')
  }
}
