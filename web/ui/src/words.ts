import { computed, inject, type ComputedRef, type InjectionKey } from 'vue'

/** The few words the components say themselves; the application gives them in the reader's language. */
export interface Words {
  close: string
  retry: string
  copy: string
  copied: string
  requestId: string
  notifications: string
  /** How a time of day is written. */
  time: string
  /** How a day is written. */
  date: string
  calendar: string
  clock: string
  /** The page's: `zh-CN`, `zh-Hant`, `en`. */
  language: string
}

export const wordsKey: InjectionKey<ComputedRef<Words>> = Symbol('words')

const silent = computed<Words>(() => ({
  close: '',
  retry: '',
  copy: '',
  copied: '',
  requestId: '',
  notifications: '',
  time: '',
  date: '',
  calendar: '',
  clock: '',
  language: 'zh-CN',
}))

export const useWords = () => inject(wordsKey, silent)
