/** Tags to choose from while a menu is open, found by name, pinyin or initials. */
import { computed, shallowRef, watch, type Ref } from 'vue'
import type { Line } from '@/app/tags'
import { spell } from '../canned/spelling'
import { ranked } from './rank'

export function useTagSearch(open: Ref<boolean>, among: () => Line[], words: () => string) {
  const spelled = shallowRef<Awaited<ReturnType<typeof spell>> | null>(null)
  watch(
    open,
    async (now) => {
      if (now) spelled.value ??= await spell()
    },
    { immediate: true },
  )
  const findable = computed(() =>
    among().map((line) => ({ line, name: spelled.value?.(line.tag.name) ?? null })),
  )
  return computed(() =>
    ranked(findable.value, words()).map((line) => ({
      key: line.tag.id,
      label: line.tag.name,
      hint: line.path.slice(0, -1).join(' / '),
      line,
    })),
  )
}
