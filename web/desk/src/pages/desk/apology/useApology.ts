/** Words to begin with for a customer who waited long, or wrote while nobody was there. */
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, type Ref } from 'vue'
import { keys, showApology } from '@/app/automaticMessages'
import type { Conversation } from '@/live/model'

/** A wait becomes a long one while one looks. */
const LOOK_AGAIN_MS = 60_000

export function useApology(conversation: Ref<Conversation | undefined>, mayServe: () => boolean) {
  const since = computed(() => (mayServe() && conversation.value?.waiting_since) || null)
  const query = useQuery({
    queryKey: computed(() =>
      keys.apology(
        conversation.value?.id ?? '',
        since.value ?? '',
        !!conversation.value?.offline_at,
      ),
    ),
    queryFn: () => showApology(conversation.value!.id),
    enabled: computed(() => since.value !== null),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.text ? false : LOOK_AGAIN_MS),
  })
  /** Put away, or taken: for this wait. */
  const done = ref<string | null>(null)
  const offer = computed(() =>
    since.value && since.value !== done.value && query.data.value?.text ? query.data.value : null,
  )
  function take(): string | null {
    const words = offer.value?.text ?? null
    done.value = since.value
    return words
  }
  return { offer, take, putAway: () => void take() }
}
