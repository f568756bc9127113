/** What the questions are about. This browser keeps it: an agent stays with a product for a while. */
import { reactive, watch } from 'vue'
import { STAGES, type BuyingStage, type Situation } from '@/app/knowledge'

export interface Kept {
  /** A product code of the shop. */
  product: string
  stage: BuyingStage | ''
}

const KEY = 'zg.assist'
export const MOST_OF_A_CODE = 100

/** Whatever lies in the storage, a situation comes out. */
export function readKept(stored: string | null): Kept {
  let known: Partial<Record<keyof Kept, unknown>> | null = null
  try {
    known = JSON.parse(stored ?? 'null')
  } catch {
    // Somebody else's words under our key.
  }
  const product = typeof known?.product === 'string' ? known.product.slice(0, MOST_OF_A_CODE) : ''
  return { product, stage: STAGES.find((stage) => stage === known?.stage) ?? '' }
}

/** What is not said is not sent. */
export const situationOf = ({ product, stage }: Kept): Situation => ({
  ...(product.trim() && { product: product.trim() }),
  ...(stage && { stage }),
})

function load(): Kept {
  try {
    return readKept(localStorage.getItem(KEY))
  } catch {
    return readKept(null)
  }
}

export function useKept(): Kept {
  const kept = reactive(load())
  watch(kept, (now) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(now))
    } catch {
      // A browser that stores nothing keeps it until the window closes.
    }
  })
  return kept
}
