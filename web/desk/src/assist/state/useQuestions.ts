/** The buyer's words, what the knowledge says to them, and what was asked before. */
import { Unreachable } from '@zhanggui/api'
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { ask as askKnowledge, type Asked, type Situation } from '@/app/knowledge'
import type { SizeAdvice } from '@zhanggui/api/gen'
import { recalled, remember } from './recall'
import { askForSize } from './size'

/** Those with a key of their own, and as many behind them. */
const MOST = 6

export interface Found {
  question: string
  asked: Asked
  size: SizeAdvice | null
}

export function useQuestions(
  situation: Ref<Situation>,
  ready: Ref<boolean>,
  failed: (error: unknown) => void,
) {
  const text = ref('')
  const found = shallowRef<Found | null>(null)
  const failure = shallowRef<unknown>(null)
  const asking = ref(false)
  const earlier = ref<string[]>([])
  /** Asked while the server could not be reached. */
  let waiting = false
  let under: AbortController | undefined

  /** True once there is an answer to what stands in the field. */
  async function ask(): Promise<boolean> {
    const question = text.value.trim()
    if (!question) return false
    under?.abort()
    waiting = !ready.value
    if (waiting) return false
    const mine = new AbortController()
    under = mine
    asking.value = true
    failure.value = null
    try {
      const { product } = situation.value
      const [asked, size] = await Promise.all([
        askKnowledge(question, situation.value, MOST, mine.signal),
        askForSize(question, product, mine.signal),
      ])
      earlier.value = remember(earlier.value, question)
      found.value = { question, asked, size }
      return true
    } catch (error) {
      if (mine.signal.aborted) return false
      found.value = null
      failure.value = error
      failed(error)
      waiting = error instanceof Unreachable
      return false
    } finally {
      if (under === mine) asking.value = false
    }
  }

  function recall(by: 1 | -1): boolean {
    const words = recalled(earlier.value, text.value, by)
    if (words !== null) text.value = words
    return words !== null
  }

  watch(ready, (now) => now && waiting && void ask())
  watch(situation, () => found.value && void ask())
  onScopeDispose(() => under?.abort())

  return { text, found, failure, asking, earlier, ask, recall }
}
