/**
 * The language model writes in the composer. What is typed stays as it is until the model has ended well; then one key
 * brings it back.
 */
import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { locale } from '@/app/locale'
import { keys } from '@/live/keys'
import { listAbilities, write, type Written } from '@/live/llm'
import { offers, wishOf, type Job } from './jobs'
import { troubleWords } from './troubleWords'

interface Typed {
  text: string
  note: boolean
}

export type Writing =
  | { step: 'idle' }
  | { step: 'writing'; job: Job }
  | { step: 'done'; job: Job; written: Written; before: Typed }
  | { step: 'failed'; job: Job; words: string }

export const useAbilities = () =>
  useQuery({ queryKey: keys.llm, queryFn: listAbilities, staleTime: 60_000 })

export function useWriter(conversationId: string, text: Ref<string>, note: Ref<boolean>) {
  const { data: abilities } = useAbilities()
  const state = shallowRef<Writing>({ step: 'idle' })
  const partial = ref('')
  let stop: AbortController | undefined

  const writing = computed(() => state.value.step === 'writing')
  /** What is chosen from the conversation leaves the composer to its writer. */
  const replacing = computed(() => state.value.step === 'writing' && state.value.job !== 'classify')
  /** A summary is a note from its first word. */
  const asNote = computed(() =>
    state.value.step === 'writing' && state.value.job === 'summary' ? true : note.value,
  )
  const shown = computed({
    get: () => (replacing.value ? partial.value : text.value),
    set: (typed) => (text.value = typed),
  })
  const offered = computed(() =>
    offers(abilities.value ?? [], { note: note.value, text: text.value }),
  )

  async function run(job: Job) {
    const offer = offered.value.find((one) => one.job === job)
    if (!offer || offer.idle || writing.value) return
    const before = { text: text.value, note: note.value }
    const mine = (stop = new AbortController())
    partial.value = ''
    state.value = { step: 'writing', job }
    try {
      const wish = wishOf(job, before.text, locale.value)
      const tell = (soFar: string) => (partial.value = soFar)
      const written = await write(conversationId, wish, tell, mine.signal)
      if (mine.signal.aborted) return
      if (!written.proposal) {
        text.value = written.text
        note.value = job === 'summary' || before.note
      }
      state.value = { step: 'done', job, written, before }
    } catch (error) {
      if (mine.signal.aborted) return
      state.value = { step: 'failed', job, words: troubleWords(error) }
    }
  }

  function cancel() {
    stop?.abort()
    if (writing.value) state.value = { step: 'idle' }
  }

  function undo() {
    if (state.value.step !== 'done') return
    const { before } = state.value
    note.value = before.note
    text.value = before.text
    state.value = { step: 'idle' }
  }

  /** Whether the words are still the model's own: then the undo key means them. */
  const untouched = () =>
    state.value.step === 'done' &&
    !state.value.written.proposal &&
    state.value.written.text === text.value

  const putAway = () => (cancel(), (state.value = { step: 'idle' }))
  onScopeDispose(cancel)

  return {
    state,
    writing,
    replacing,
    asNote,
    shown,
    offered,
    run,
    cancel,
    undo,
    untouched,
    putAway,
  }
}

export type Writer = ReturnType<typeof useWriter>
