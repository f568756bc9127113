/** Charts that were changed and not saved: kept while the page is open, whichever chart is looked at. */
import { reactive } from 'vue'
import type { Form } from './form'

/** Of a chart that does not exist yet. */
export const NEW = 'new'

export interface Draft {
  /** Of the reading that was changed; empty for a new chart. */
  tag: string
  base: Form
  form: Form
}

export const drafts = reactive(new Map<string, Draft>())

export const copy = <T>(of: T): T => JSON.parse(JSON.stringify(of)) as T
