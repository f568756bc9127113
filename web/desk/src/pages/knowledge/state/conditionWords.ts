/** The conditions of an answer in the reader's words. */
import { useI18n } from 'vue-i18n'
import type { Conditions } from '@/app/knowledge'
import { shortTime } from '@/app/time'

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

/** `inbox` tells the name of one by its id. */
export function useConditionWords(inbox: (id: string) => string) {
  const { t } = useI18n()
  const list = (texts: string[]) => texts.join(t('knowledge.list_separator'))

  function span(from: string | null, until: string | null): string | null {
    if (from && until) {
      return t('knowledge.when.between', { from: moment(from), until: moment(until) })
    }
    if (from) return t('knowledge.when.from', { from: moment(from) })
    return until ? t('knowledge.when.until', { until: moment(until) }) : null
  }

  return function chips(of: Conditions): Chip[] {
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
}
