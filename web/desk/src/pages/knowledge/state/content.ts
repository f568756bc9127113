/** What an entry says while somebody writes it. Pure. */
import type { Answer, Button, Conditions, Content, KnowledgeEntry } from '@/app/knowledge'
import type { KnowledgeAnswer } from '@zhanggui/api/gen'

export const everyday = (): Conditions => ({
  products: [],
  from: null,
  until: null,
  order_states: [],
  stages: [],
  inboxes: [],
  keywords: [],
  emergency: false,
})

export const isEveryday = (conditions: Conditions): boolean =>
  JSON.stringify(conditions) === JSON.stringify(everyday())

export const blankAnswer = (): Answer => ({
  id: crypto.randomUUID(),
  conditions: everyday(),
  content: [''],
  file_ids: [],
  cards: [],
  buttons: [],
})

export const blank = (category_id: string, title = ''): Content => ({
  category_id,
  kind: 'question',
  title,
  phrasings: [],
  answers: [blankAnswer()],
})

/** What the server left out is empty; the order of the fields is always the same. */
export function conditionsOf(known: KnowledgeAnswer['conditions']): Conditions {
  const empty = everyday()
  return {
    products: [...(known?.products ?? empty.products)],
    from: known?.from ?? empty.from,
    until: known?.until ?? empty.until,
    order_states: [...(known?.order_states ?? empty.order_states)],
    stages: [...(known?.stages ?? empty.stages)],
    inboxes: [...(known?.inboxes ?? empty.inboxes)],
    keywords: [...(known?.keywords ?? empty.keywords)],
    emergency: known?.emergency ?? empty.emergency,
  }
}

export const answerOf = (known: KnowledgeAnswer): Answer => ({
  id: known.id ?? crypto.randomUUID(),
  conditions: conditionsOf(known.conditions),
  content: [...(known.content ?? [])],
  file_ids: [...(known.file_ids ?? [])],
  cards: (known.cards ?? []).map((card) => ({ ...card })),
  buttons: (known.buttons ?? []).map(buttonOf),
})

const buttonOf = ({ label, entry_id }: { label: string; entry_id?: string | null }): Button => ({
  label,
  entry_id: entry_id ?? null,
})

type Said = Pick<KnowledgeEntry, 'category_id' | 'title'> & {
  kind?: Content['kind']
  phrasings?: string[]
  answers?: KnowledgeAnswer[]
}

export const contentOf = ({ category_id, kind, title, phrasings, answers }: Said): Content => ({
  category_id,
  kind: kind ?? 'question',
  title,
  phrasings: [...(phrasings ?? [])],
  answers: (answers ?? []).map(answerOf),
})

/** The same said by another entry: answers are its own. */
export function copyOf(content: Content): Content {
  const copy = contentOf(content)
  copy.answers.forEach((answer) => (answer.id = crypto.randomUUID()))
  return copy
}

/** Without what was begun and left empty. */
export const tidy = (content: Content): Content => ({
  ...content,
  title: content.title.trim(),
  phrasings: content.phrasings.map((text) => text.trim()).filter(Boolean),
  answers: content.answers
    .map((answer) => ({
      ...answer,
      content: answer.content.map((text) => text.trim()).filter(Boolean),
      buttons: answer.buttons.filter(({ label }) => label.trim()),
    }))
    .filter(
      ({ content: variants, file_ids, cards, buttons, conditions }) =>
        variants.length ||
        file_ids.length ||
        cards.length ||
        buttons.length ||
        !isEveryday(conditions),
    ),
})

export const isSame = (one: Content, other: Content): boolean =>
  JSON.stringify(tidy(one)) === JSON.stringify(tidy(other))

const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Lines that are not asked for yet, each once; what differs in signs only is the same. */
export function newPhrasings(pasted: string, { title, phrasings }: Content): string[] {
  const known = new Set([title, ...phrasings].map(bare))
  return pasted
    .split(/[\r\n]+/)
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => {
      const sign = bare(line) || line
      if (!line || known.has(sign)) return false
      known.add(sign)
      return true
    })
}
