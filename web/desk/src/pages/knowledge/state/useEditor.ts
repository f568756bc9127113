/**
 * One entry being written. What is written and not saved stays on this device; what a colleague changed meanwhile
 * is never overwritten without being seen.
 */
import { Refused } from '@zhanggui/api'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import {
  createEntry,
  keys,
  replaceEntry,
  showEntry,
  type Content,
  type Read,
} from '@/app/knowledge'
import { tell } from '@/app/problems'
import { contentOf, isSame, tidy } from './content'
import { keep, NEW, recall } from './unsaved'

const KEEP_MS = 250

export function useEditor(id: string, begin: () => Content) {
  const cache = useQueryClient()
  const isNew = id === NEW
  const query = useQuery({
    queryKey: keys.entry(id),
    queryFn: () => showEntry(id),
    enabled: !isNew,
    staleTime: 0,
  })
  const content = ref<Content | null>(null)
  /** What the changes were made to. */
  const base = shallowRef<{ tag: string; content: Content } | null>(null)
  /** Begun at an earlier visit. */
  const restored = ref(false)
  /** What a colleague made of it meanwhile. */
  const theirs = shallowRef<Read | null>(null)
  const busy = ref(false)
  const fault = ref<{ field: string | null; text: string } | null>(null)
  const dirty = computed(
    () =>
      content.value !== null && base.value !== null && !isSame(content.value, base.value.content),
  )

  function settle(read: Read) {
    const current = contentOf(read.entry)
    base.value = { tag: read.tag, content: current }
    content.value = contentOf(current)
    restored.value = false
    theirs.value = null
    fault.value = null
  }

  function open(start: { tag: string; content: Content }) {
    const unsaved = recall(id)
    restored.value = unsaved !== null && !isSame(unsaved.content, start.content)
    if (!unsaved || !restored.value) {
      base.value = start
      content.value = contentOf(start.content)
      return
    }
    base.value = { tag: unsaved.tag, content: unsaved.base }
    content.value = contentOf(unsaved.content)
  }

  function adopt(read: Read) {
    const current = contentOf(read.entry)
    if (!base.value) open({ tag: read.tag, content: current })
    const known = base.value!
    if (read.tag === known.tag) return
    if (!dirty.value || isSame(current, content.value!)) settle(read)
    else if (isSame(current, known.content)) base.value = { ...known, tag: read.tag }
    else theirs.value = read
  }
  watch(query.data, (read) => read && adopt(read), { immediate: true })
  if (isNew) open({ tag: '', content: begin() })

  function remember() {
    clearTimeout(timer)
    const known = base.value
    if (!content.value || !known) return
    keep(id, dirty.value ? { tag: known.tag, base: known.content, content: content.value } : null)
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    [content, base],
    () => {
      clearTimeout(timer)
      timer = setTimeout(remember, KEEP_MS)
    },
    { deep: true },
  )
  const warn = (event: BeforeUnloadEvent) => {
    remember()
    if (dirty.value) event.preventDefault()
  }
  addEventListener('beforeunload', warn)
  onBeforeUnmount(() => {
    removeEventListener('beforeunload', warn)
    remember()
  })

  /** What the server answered to a change of this entry is what it says now. */
  function learn(read: Read) {
    settle(read)
    if (isNew) keep(NEW, null)
    cache.setQueryData(keys.entry(read.entry.id), read)
    void cache.invalidateQueries({ queryKey: keys.lists })
    void cache.invalidateQueries({ queryKey: keys.categories })
    void cache.invalidateQueries({ queryKey: keys.versions(read.entry.id) })
  }

  async function refuse(error: unknown) {
    const changed = error instanceof Refused && error.problem.code === 'entry_changed'
    if (changed) theirs.value = await showEntry(id)
    else {
      const { field, text } = tell(error)
      fault.value = { field, text }
    }
  }

  async function run(send: () => Promise<Read>): Promise<Read | null> {
    if (busy.value) return null
    busy.value = true
    fault.value = null
    try {
      const read = await send()
      learn(read)
      return read
    } catch (error) {
      await refuse(error).catch((other: unknown) => {
        fault.value = { field: null, text: tell(other).text }
      })
      return null
    } finally {
      busy.value = false
    }
  }

  function save(): Promise<Read | null> {
    if (!content.value || !base.value) return Promise.resolve(null)
    // Places in the server's words are places on the screen.
    const said = tidy(content.value)
    content.value = contentOf(said)
    const { tag } = base.value
    return run(() => (isNew ? createEntry(said) : replaceEntry(id, tag, said)))
  }

  return {
    query,
    entry: computed(() => query.data.value?.entry ?? null),
    isNew,
    content,
    base,
    dirty,
    restored,
    theirs,
    busy,
    fault,
    save,
    /** For what changes an entry without its words: its state, a version brought back. */
    run,
    discard() {
      if (!base.value) return
      const current = query.data.value
      if (current) settle(current)
      else content.value = contentOf(base.value.content)
      restored.value = false
    },
    takeTheirs: () => theirs.value && settle(theirs.value),
    async keepMine() {
      const read = theirs.value
      if (!read) return null
      base.value = { tag: read.tag, content: contentOf(read.entry) }
      theirs.value = null
      return save()
    },
  }
}

export type Editor = ReturnType<typeof useEditor>
