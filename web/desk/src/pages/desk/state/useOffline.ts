/** Offline messages are first at the next sign-in, and one key begins with the one that waits longest. */
import { computed, watch, type Ref } from 'vue'
import { attempt } from '@/app/useForm'
import { listConversations } from '@/live/requests'
import { useLive } from '@/live/store'
import type { useDeskRoute } from './useDeskRoute'

/** To whom they were shown by themselves: whoever turns to something else is not called back. */
let shownTo = ''

export function useOffline(count: Ref<number>, place: ReturnType<typeof useDeskRoute>) {
  const live = useLive()
  const announced = computed(() => (place.view.value === 'offline' ? 0 : count.value))

  watch(
    count,
    (now) => {
      if (!now || shownTo === live.me) return
      shownTo = live.me
      if (place.isPlain.value) place.choose('offline', true)
    },
    { immediate: true },
  )

  /** Opens the one that waits longest. */
  async function begin() {
    if (!count.value) return
    const page = await attempt(() =>
      listConversations({ view: 'offline' }, null, new AbortController().signal),
    )
    const oldest = page?.items[0]
    if (oldest) place.show('offline', oldest.id)
  }
  return { announced, begin }
}
