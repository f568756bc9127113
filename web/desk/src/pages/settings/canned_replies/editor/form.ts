/** A reply while it is written. */
import type { CannedReply, Content, TemplateFault } from '@/app/cannedReplies'
import { contentOf } from '@/app/cannedReplies'
import type { StoredFile } from '@/live/model'

export interface Form {
  shared: boolean
  folderId: string
  title: string
  shortcut: string
  text: string
  file: StoredFile | null
  card: Content['card']
  nextSteps: string[]
}

export const MAX_TEXT_CHARS = 2000

export const emptyForm = (shared: boolean, folderId: string): Form => ({
  shared,
  folderId,
  title: '',
  shortcut: '',
  text: '',
  file: null,
  card: null,
  nextSteps: [],
})

export function formOf(reply: CannedReply): Form {
  const { shared, folder_id, title, shortcut, text, card, next_steps } = contentOf(reply)
  return {
    shared,
    folderId: folder_id ?? '',
    title,
    shortcut: shortcut ?? '',
    text,
    file: reply.file ?? null,
    card,
    nextSteps: [...next_steps],
  }
}

export const contentFrom = (form: Form): Content => ({
  shared: form.shared,
  folder_id: form.folderId || null,
  title: form.title,
  shortcut: form.shortcut.trim() || null,
  text: form.text,
  file_id: form.file?.id ?? null,
  card: form.card,
  next_steps: form.nextSteps.map((words) => words.trim()).filter(Boolean),
})

/** Where a fault stands in the text, to be selected. */
export function placeOf(text: string, { line, column, found }: TemplateFault): [number, number] {
  const lines = text.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  // Columns count characters, not halves of them.
  const at = before + [...(lines[line - 1] ?? '')].slice(0, column - 1).join('').length
  return [at, at + found.length]
}

/** Puts a name into a text in place of what is selected. */
export function withVariable(text: string, [from, to]: [number, number], name: string) {
  const inserted = `{{ ${name} }}`
  return { text: text.slice(0, from) + inserted + text.slice(to), caret: from + inserted.length }
}
