/** Macros that fit what is typed behind the slash: they stand below the replies, so that Enter does nothing new by surprise. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { keys, listMacros } from '@/app/macros'
import { can } from '@/app/session'
import { ranked } from '../macros/rank'
import type { Spelling } from './rank'

const MOST = 10

/** `words`: null while nothing is looked for. */
export function useFoundMacros(
  words: () => string | null,
  speller: Ref<((text: string) => Spelling) | null>,
) {
  const enabled = computed(() => words() !== null && can('serve_conversations'))
  const list = useQuery({ queryKey: keys.list, queryFn: listMacros, enabled })
  const found = computed(() => {
    const typed = words()
    if (typed === null) return []
    const findable = (list.data.value ?? []).map((macro) => ({
      macro,
      name: speller.value?.(macro.name) ?? null,
    }))
    return ranked(findable, typed).slice(0, MOST)
  })
  return { found, loading: list.isLoading }
}
