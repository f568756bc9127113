/**
 * What was begun and not sent, per conversation. On this device at once; on the server a little later,
 * so that it is there on the next machine too.
 */
import { ref, watch, type Ref } from 'vue'
import type { Draft } from '@/live/model'
import { discardDraft, saveDraft } from '@/live/requests'
import { newestDraft, type Begun } from './drafts'

const SAVE_AFTER_MS = 900
const keyOf = (account: string, id: string) => `zg.draft.${account}.${id}`

function readLocal(key: string): Begun | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Begun | null
  } catch {
    return null
  }
}

export function useDraft(account: string, id: Ref<string>, stored: Ref<Draft | null | undefined>) {
  const text = ref('')
  const note = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let pending: (() => void) | undefined
  let loading = false

  function load() {
    const begun = newestDraft(readLocal(keyOf(account, id.value)), stored.value ?? null)
    loading = true
    text.value = begun?.text ?? ''
    note.value = begun?.note ?? false
    loading = false
  }

  function flush() {
    clearTimeout(timer)
    pending?.()
    pending = undefined
  }

  function keep() {
    if (loading) return
    const of = id.value
    const begun: Begun = { text: text.value, note: note.value, at: Date.now() }
    localStorage.setItem(keyOf(account, of), JSON.stringify(begun))
    clearTimeout(timer)
    pending = () => {
      const saved = begun.text.trim() ? saveDraft(of, begun.text, begun.note) : discardDraft(of)
      // It stays on this device until the server has it.
      saved.catch(() => {})
    }
    timer = setTimeout(flush, SAVE_AFTER_MS)
  }

  watch(id, () => (flush(), load()), { immediate: true, flush: 'sync' })
  // The server's draft comes after the first view; what is being typed meanwhile stays.
  watch(stored, () => text.value === '' && load())
  watch([text, note], keep, { flush: 'sync' })
  return { text, note, flush }
}
