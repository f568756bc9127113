/** Tags that the language model proposes: asked for by an agent, who alone puts them on. */
import { onScopeDispose, shallowRef } from 'vue'
import { write } from '@/live/llm'
import { troubleWords } from './troubleWords'

export type Proposing =
  | { step: 'idle' }
  | { step: 'asking' }
  | { step: 'done'; ids: string[] }
  | { step: 'failed'; words: string }

export function useProposedTags(conversationId: string, task: 'tags' | 'closing_reason') {
  const state = shallowRef<Proposing>({ step: 'idle' })
  let stop: AbortController | undefined

  async function ask() {
    if (state.value.step === 'asking') return
    const mine = (stop = new AbortController())
    state.value = { step: 'asking' }
    try {
      const { tag_ids } = await write(conversationId, { task }, () => undefined, mine.signal)
      if (!mine.signal.aborted) state.value = { step: 'done', ids: tag_ids ?? [] }
    } catch (error) {
      if (!mine.signal.aborted) state.value = { step: 'failed', words: troubleWords(error) }
    }
  }

  function cancel() {
    stop?.abort()
    state.value = { step: 'idle' }
  }
  onScopeDispose(() => stop?.abort())

  return { state, ask, cancel }
}
