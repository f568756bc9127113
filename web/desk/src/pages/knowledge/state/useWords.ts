/** Conditions and people in the reader's words. */
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { listInboxes, listStaff } from '@/app/api'
import type { Conditions } from '@/app/knowledge'
import { shortTime } from '@/app/time'
import { keys } from '@/live/keys'

export interface Chip {
  what: keyof Conditions
  text: string
}

/** Today is said as its hour alone. */
function clock(iso: string): string {
  const at = new Date(iso)
  if (at.toDateString() === new Date().toDateString()) return ''
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
}

const moment = (iso: string) => `${shortTime(iso)} ${clock(iso)}`.trim()

export function useWords() {
  const { t } = useI18n()
  const { data: inboxes } = useQuery({ queryKey: keys.inboxes, queryFn: listInboxes })
  const { data: staff } = useQuery({ queryKey: keys.staff, queryFn: listStaff })

  const inbox = (id: string) =>
    inboxes.value?.find((one) => one.id === id)?.name ?? t('knowledge.inbox_gone')
  const person = (id: string | null | undefined) =>
    id ? (staff.value?.find((one) => one.id === id)?.name ?? t('knowledge.somebody')) : null

  const list = (texts: string[]) => texts.join(t('knowledge.list_separator'))

  function span(from: string | null, until: string | null): string | null {
    if (from && until) {
      return t('knowledge.when.between', { from: moment(from), until: moment(until) })
    }
    if (from) return t('knowledge.when.from', { from: moment(from) })
    return until ? t('knowledge.when.until', { until: moment(until) }) : null
  }

  function chips(of: Conditions): Chip[] {
    const states = of.order_states.map((state) => t(`knowledge.order_state.${state}`))
    const stages = of.stages.map((stage) => t(`knowledge.stage.${stage}`))
    const all: [keyof Conditions, string | null][] = [
      ['emergency', of.emergency ? t('knowledge.when.emergency') : null],
      [
        'keywords',
        of.keywords.length ? t('knowledge.when.keywords', { words: list(of.keywords) }) : null,
      ],
      [
        'products',
        of.products.length ? t('knowledge.when.products', { codes: list(of.products) }) : null,
      ],
      ['from', span(of.from, of.until)],
      ['order_states', list(states) || null],
      ['stages', list(stages) || null],
      ['inboxes', list(of.inboxes.map(inbox)) || null],
    ]
    return all.flatMap(([what, text]) => (text ? [{ what, text }] : []))
  }

  return {
    inbox,
    inboxes: computed(() => inboxes.value ?? []),
    person,
    chips,
  }
}
