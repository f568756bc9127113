/** A filter in words: what may be chosen in each part, and what is said by it. */
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { keys, listGroups } from '@/app/reception'
import { useTags } from '@/app/tags'
import type { Said } from '@/live/filter'
import { usePeople } from '../state/usePeople'
import { formOf, isNumber, isSaid, ME, NOBODY, PARTS, type Part } from './conditions'

export interface Choice {
  value: string
  label: string
}

export function useFilterWords() {
  const { t, locale } = useI18n()
  const people = usePeople()
  const tags = useTags()
  const groups = useQuery({ queryKey: keys.groups, queryFn: listGroups })

  const worded = (section: string, values: readonly string[]): Choice[] =>
    values.map((value) => ({ value, label: t(`desk.${section}.${value}`) }))
  const tagChoices = computed(() =>
    tags.offered.value.map(({ tag, path }) => ({ value: tag.id, label: path.join(' / ') })),
  )
  const choices = computed<Partial<Record<Part, Choice[]>>>(() => ({
    statuses: worded('status', ['queued', 'open', 'waiting', 'snoozed', 'solved']),
    owner: [
      { value: ME, label: t('views.me') },
      { value: NOBODY, label: t('views.nobody') },
      ...people.colleagues.value.map(({ id, name }) => ({ value: id, label: name })),
    ],
    inbox_ids: people.inboxes.value.map(({ id, name }) => ({ value: id, label: name })),
    group_ids: (groups.data.value ?? []).map(({ id, name }) => ({ value: id, label: name })),
    tag_ids: tagChoices.value,
    without_tag_ids: tagChoices.value,
    stages: worded('stage', ['pre_sale', 'after_sale']),
    touchpoints: worded('touchpoint', ['page', 'enquiry', 'parcel', 'after_sale']),
  }))

  /** What was chosen and is archived or gone by now is named so. */
  function name(part: Part, value: string): string {
    const known = choices.value[part]?.find((choice) => choice.value === value)
    if (known) return known.label
    if (part === 'tiers') return value
    if (part === 'owner') return people.name(value)
    return tags.line(value)?.path.join(' / ') ?? t('views.gone')
  }

  const list = (words: string[]) =>
    new Intl.ListFormat(locale.value, { type: 'disjunction' }).format(words)

  /** `标签：物流或质量`, one for each part that is said. */
  function words(said: Said): string[] {
    const form = formOf(said)
    return PARTS.filter((part) => isSaid(said, part)).map((part) => {
      if (part === 'awaits_reply') return t(`views.awaits.${form.awaits_reply}`)
      if (isNumber(part)) return t(`views.said.${part}`, { n: form.numbers[part] })
      const values = list(form.many[part].map((value) => name(part, value)))
      return t('views.pair', { part: t(`views.part.${part}`), values })
    })
  }

  return { choices, name, words }
}
