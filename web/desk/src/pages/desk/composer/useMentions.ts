/** The list of colleagues that opens behind an `@` in a note. */
import { computed, nextTick, ref, type Ref } from 'vue'
import { usePeople } from '../state/usePeople'
import { insertMention, mentionAt, type MentionQuery } from './mentions'

const MOST = 6

export function useMentions(
  field: Ref<HTMLTextAreaElement | null>,
  text: Ref<string>,
  note: Ref<boolean>,
) {
  const people = usePeople()
  const query = ref<MentionQuery | null>(null)
  const active = ref(0)

  const found = computed(() => {
    if (!note.value || !query.value) return []
    const words = query.value.words.toLowerCase()
    return people.colleagues.value
      .filter(({ id, name }) => id !== people.me.value && name.toLowerCase().includes(words))
      .slice(0, MOST)
  })

  function look() {
    query.value = field.value ? mentionAt(field.value.value, field.value.selectionStart) : null
    active.value = 0
  }

  function choose(index: number) {
    const person = found.value[index]
    if (!person || !query.value || !field.value) return
    const next = insertMention(text.value, field.value.selectionStart, query.value, person.name)
    text.value = next.text
    query.value = null
    void nextTick(() => {
      field.value?.focus()
      field.value?.setSelectionRange(next.caret, next.caret)
    })
  }

  /** True when the key was for the list. */
  function key(event: KeyboardEvent): boolean {
    const count = found.value.length
    if (!count) return false
    if (event.key === 'ArrowDown') active.value = (active.value + 1) % count
    else if (event.key === 'ArrowUp') active.value = (active.value - 1 + count) % count
    else if (event.key === 'Enter' || event.key === 'Tab') choose(active.value)
    else if (event.key === 'Escape') query.value = null
    else return false
    return true
  }

  return { found, active, look, choose, key }
}
