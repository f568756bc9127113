/** Prepared replies behind a slash: looked for while it is typed, filled in for the conversation, put in its place. */
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, nextTick, ref, shallowRef, watch, type Ref } from 'vue'
import {
  folderPath,
  keys,
  listReplies,
  renderReply,
  type CannedReply,
  type RenderedReply,
} from '@/app/cannedReplies'
import type { Macro } from '@/app/macros'
import { attempt } from '@/app/useForm'
import { firstBlank } from '../composer/blanks'
import { ranked, type Findable, type Spelling } from './rank'
import { insertReply, slashAt, type Slash } from './slash'
import { spell } from './spelling'
import { useFoundMacros } from './useFoundMacros'

/** What fits in the list without a search for the search. */
const MOST = 50
const FRESH_MS = 30_000

/** Null until it is there, and where it cannot be had. */
const speller = shallowRef<((text: string) => Spelling) | null>(null)

export function useCannedReplies(
  conversationId: string,
  field: Ref<HTMLTextAreaElement | null>,
  text: Ref<string>,
  inserted: (reply: CannedReply) => void,
  /** Without it no macros are looked for. */
  run?: (macro: Macro) => void,
) {
  const cache = useQueryClient()
  const slash = ref<Slash | null>(null)
  const active = ref(0)
  const busy = ref(false)
  const open = computed(() => slash.value !== null)
  const list = useQuery({ queryKey: keys.list, queryFn: listReplies, enabled: open })

  const spelling = ref(false)
  watch(open, async (now) => {
    if (!now || speller.value || spelling.value) return
    spelling.value = true
    // Without it the search goes on by what is written.
    speller.value = await spell().catch(() => null)
    spelling.value = false
  })
  const { found: macros, loading } = useFoundMacros(
    () => (run && slash.value?.words) ?? null,
    speller,
  )
  /** What is typed may still find something. */
  const looking = computed(
    () => list.isPending.value || loading.value || spelling.value || busy.value,
  )

  const findable = computed<Findable[]>(() => {
    const spelled = speller.value
    const { folders = [], items = [] } = list.data.value ?? {}
    return items.map((reply) => {
      const folder = folderPath(folders, reply.folder_id)
      return {
        reply,
        folder,
        title: spelled && spelled(reply.title),
        path: spelled && folder ? spelled(folder) : null,
      }
    })
  })
  const found = computed(() =>
    slash.value ? ranked(findable.value, slash.value.words).slice(0, MOST) : [],
  )
  const chosen = computed(() => found.value[active.value]?.reply)
  /** Replies first, then macros. */
  const count = computed(() => found.value.length + macros.value.length)

  const rendering = (reply: CannedReply) => ({
    queryKey: keys.rendered(reply, conversationId),
    queryFn: ({ signal }: { signal: AbortSignal }) => renderReply(reply.id, conversationId, signal),
    staleTime: FRESH_MS,
  })
  const preview = useQuery<RenderedReply>({
    queryKey: computed(() =>
      chosen.value ? keys.rendered(chosen.value, conversationId) : [...keys.list, 'none'],
    ),
    queryFn: ({ signal }) => renderReply(chosen.value!.id, conversationId, signal),
    enabled: computed(() => chosen.value !== undefined),
    staleTime: FRESH_MS,
  })

  function look() {
    const element = field.value
    slash.value = element ? slashAt(element.value, element.selectionStart) : null
    active.value = 0
  }

  function close() {
    slash.value = null
  }

  /** Types the slash for whoever has no such key at hand. */
  function begin() {
    const element = field.value
    if (!element) return
    element.focus()
    look()
    // One that stands there already will do.
    if (slash.value) return
    const caret = element.selectionStart
    const gap = /\S/.test(text.value[caret - 1] ?? '') ? ' /' : '/'
    text.value = text.value.slice(0, caret) + gap + text.value.slice(element.selectionEnd)
    void nextTick(() => {
      element.setSelectionRange(caret + gap.length, caret + gap.length)
      look()
    })
  }

  /** Runs in place of what was typed. */
  function runAt(index: number): boolean {
    const macro = macros.value[index - found.value.length]
    const place = slash.value
    const element = field.value
    if (!run || !macro || !place || !element) return false
    text.value = insertReply(text.value, element.selectionStart, place, '').text
    slash.value = null
    run(macro)
    return true
  }

  async function choose(index: number) {
    if (runAt(index)) return
    const reply = found.value[index]?.reply
    const place = slash.value
    const element = field.value
    if (!reply || !place || !element || busy.value) return
    busy.value = true
    const rendered = await attempt(() => cache.fetchQuery(rendering(reply)))
    busy.value = false
    // Whoever typed on meanwhile wants something else.
    if (!rendered || slash.value !== place) return
    const next = insertReply(text.value, element.selectionStart, place, rendered.text)
    text.value = next.text
    slash.value = null
    inserted(reply)
    await nextTick()
    element.focus()
    element.setSelectionRange(...next.selection)
  }

  /** True when the key was for the list, or went on to the next blank. */
  function key(event: KeyboardEvent): boolean {
    if (!open.value) return event.key === 'Tab' && !event.shiftKey && nextBlank()
    if (event.key === 'Escape') {
      close()
      return true
    }
    const { value: total } = count
    if (!total) return looking.value && (event.key === 'Enter' || event.key === 'Tab')
    if (event.key === 'ArrowDown') active.value = (active.value + 1) % total
    else if (event.key === 'ArrowUp') active.value = (active.value - 1 + total) % total
    else if (event.key === 'Enter' || event.key === 'Tab') {
      // Tab puts words in, and runs nothing.
      if (event.key === 'Enter' || chosen.value) void choose(active.value)
    } else return false
    return true
  }

  function nextBlank(): boolean {
    const element = field.value
    const blank = element && firstBlank(text.value, element.selectionEnd)
    if (!blank) return false
    element.setSelectionRange(...blank)
    return true
  }

  return {
    open,
    found,
    macros,
    count,
    active,
    looking,
    list,
    preview,
    look,
    close,
    begin,
    choose,
    key,
  }
}
