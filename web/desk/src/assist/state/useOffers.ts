/** The answers to a question: which wording is shown, what was copied, and what was said to fit. */
import { Refused } from '@zhanggui/api'
import { toast } from '@zhanggui/ui'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { proposePhrasing } from '@/app/knowledge'
import { tell } from '@/app/problems'
import { can } from '@/app/session'
import { copyText } from './clipboard'
import { offerOf, sizeOffer, type Offer } from './offer'
import type { Found } from './useQuestions'

const SAID_MS = 2_000

export function useOffers(found: Readonly<Ref<Found | null>>) {
  const { t } = useI18n()
  /** How often another wording was asked for, by entry. */
  const turns = ref<Record<string, number>>({})
  const copied = ref<string | null>(null)
  const marked = ref<string[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined

  const offers = computed(() => {
    const size = sizeOffer(found.value?.size ?? null)
    const ranked = found.value?.asked.ranked ?? []
    const answers = ranked.map((hit) => offerOf(hit, turns.value[hit.entry_id]))
    return size ? [size, ...answers] : answers
  })
  watch(
    () => found.value?.question,
    () => {
      turns.value = {}
      marked.value = []
      copied.value = null
    },
  )
  onScopeDispose(() => clearTimeout(timer))

  function another({ id }: Offer) {
    turns.value = { ...turns.value, [id]: (turns.value[id] ?? 0) + 1 }
  }

  async function copy({ id, words }: Offer) {
    if (!words) return
    if (!(await copyText(words))) {
      toast(t('assist.copy_refused'), { tone: 'danger' })
      return
    }
    copied.value = id
    clearTimeout(timer)
    timer = setTimeout(() => (copied.value = null), SAID_MS)
  }

  /** These words ask for this entry: next time it is found by them. */
  async function mark({ id, source, title }: Offer) {
    const question = found.value?.question
    if (!question || source !== 'entry' || !can('propose_knowledge')) return
    if (marked.value.includes(id)) return
    try {
      await proposePhrasing(id, question)
      const said = can('manage_knowledge') ? 'bot.correct.added' : 'bot.correct.proposed'
      toast(t(said, { title }), { tone: 'ok' })
    } catch (error) {
      const known = error instanceof Refused && error.problem.code === 'phrasing_known'
      toast(tell(error).text, { tone: known ? 'plain' : 'danger' })
      if (!known) return
    }
    marked.value = [...marked.value, id]
  }

  return { offers, copied, marked, another, copy, mark }
}
