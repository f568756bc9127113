/** The shop's tags, asked for once and kept by events. */
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { keys } from '@/live/keys'
import { listTags, showReasons } from './requests'
import { branch, lines } from './tree'

export function useTags() {
  const { locale } = useI18n()
  const query = useQuery({ queryKey: keys.tags, queryFn: listTags, staleTime: Infinity })
  const tags = computed(() => query.data.value ?? [])
  const all = computed(() => lines(tags.value))
  const byId = computed(() => new Map(all.value.map((line) => [line.tag.id, line])))

  /** Those of a conversation, in the order of the tree. */
  const linesOf = (ids: readonly string[]) => all.value.filter(({ tag }) => ids.includes(tag.id))
  const names = (ids: readonly string[]) =>
    new Intl.ListFormat(locale.value, { type: 'conjunction' }).format(
      linesOf(ids).map(({ tag }) => tag.name),
    )

  return {
    query,
    tags,
    all,
    offered: computed(() => all.value.filter(({ archived }) => !archived)),
    line: (id: string) => byId.value.get(id),
    linesOf,
    names,
    branch: (root: string) => branch(tags.value, root),
  }
}

/** What the shop asks of whoever closes a conversation. */
export const useReasonSettings = () =>
  useQuery({ queryKey: keys.closingReasons, queryFn: showReasons, staleTime: Infinity })
