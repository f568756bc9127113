/** Changes that were not saved yet, kept on this device until they are saved or dropped. */
import { ref } from 'vue'
import type { Content } from '@/app/knowledge'

const PREFIX = 'zg.knowledge.'
/** Of an entry that does not exist yet. */
export const NEW = 'new'

export interface Unsaved {
  /** Of the reading that was changed; empty for a new entry. */
  tag: string
  base: Content
  content: Content
}

function stored(): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => key.slice(PREFIX.length))
  } catch {
    return []
  }
}

/** The entries that have some. */
export const unsavedIds = ref(new Set(stored()))

export function recall(id: string): Unsaved | null {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + id) ?? 'null') as Unsaved | null
  } catch {
    return null
  }
}

export function keep(id: string, unsaved: Unsaved | null) {
  try {
    if (unsaved) localStorage.setItem(PREFIX + id, JSON.stringify(unsaved))
    else localStorage.removeItem(PREFIX + id)
  } catch {
    // A browser that stores nothing keeps them until the tab closes.
  }
  if (unsavedIds.value.has(id) === Boolean(unsaved)) return
  const next = new Set(unsavedIds.value)
  if (unsaved) next.add(id)
  else next.delete(id)
  unsavedIds.value = next
}
