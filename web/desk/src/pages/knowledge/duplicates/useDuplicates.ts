/** Pairs of entries that look alike; while the server compares them it is asked again. */
import { toast } from '@zhanggui/ui'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import {
  keys,
  listDuplicates,
  mergeEntry,
  tellApart,
  type DuplicatePair,
  type DuplicateSide,
} from '@/app/duplicates'
import { keys as knowledge } from '@/app/knowledge'
import { attempt } from '@/app/useForm'

const LOOK_MS = 1_000

export const nameOf = ({ one, other }: DuplicatePair) => `${one.entry_id} ${other.entry_id}`

const apart = (pair: DuplicatePair, distinct: boolean) =>
  attempt(async () => {
    await tellApart({ entry_id: pair.one.entry_id, other_id: pair.other.entry_id, distinct })
    return true
  })

export function useDuplicates() {
  const { t } = useI18n()
  const router = useRouter()
  const cache = useQueryClient()
  const query = useQuery({
    queryKey: keys.list,
    queryFn: listDuplicates,
    refetchInterval: ({ state }) => (state.data?.looking ? LOOK_MS : false),
  })
  const pairs = computed(() => query.data.value?.items ?? [])
  /** The pair that is being decided about. */
  const under = ref<string | null>(null)
  const renew = () => cache.invalidateQueries({ queryKey: knowledge.all })

  async function keepBoth(pair: DuplicatePair) {
    under.value = nameOf(pair)
    const done = await apart(pair, true)
    under.value = null
    if (!done) return
    void renew()
    const undo = async () => {
      await apart(pair, false)
      await renew()
    }
    toast(t('knowledge.alike.told_apart'), {
      action: { label: t('app.undo'), run: () => void undo() },
    })
  }

  async function merge(pair: DuplicatePair, into: DuplicateSide) {
    const from = into === pair.one ? pair.other : pair.one
    under.value = nameOf(pair)
    const done = await attempt(() => mergeEntry(from.entry_id, into.entry_id))
    under.value = null
    if (!done) return
    void renew()
    const show = () => void router.push({ name: 'knowledge', params: { entryId: into.entry_id } })
    toast(t('knowledge.alike.merged', { from: from.title, into: into.title }), {
      tone: 'ok',
      action: { label: t('knowledge.learn.show_entry'), run: show },
    })
  }

  return { query, pairs, under, keepBoth, merge }
}
