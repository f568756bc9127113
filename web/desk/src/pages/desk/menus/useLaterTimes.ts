/** The moments offered for "later" while a menu is open, with the hours of the inbox in mind. */
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { keys, listOpenings } from '@/app/hours'
import { useMoments } from '../state/useMoments'
import { laterTimes } from './times'

const OPENINGS_HOLD_MS = 10 * 60_000

export function useLaterTimes(open: Ref<boolean>, inboxId: () => string | null) {
  const { t } = useI18n()
  const moments = useMoments()
  const now = ref(new Date())
  watch(open, (opened) => opened && (now.value = new Date()), { immediate: true })
  const openings = useQuery({
    queryKey: computed(() => keys.openings(inboxId())),
    queryFn: () => listOpenings(inboxId()),
    enabled: open,
    staleTime: OPENINGS_HOLD_MS,
  })
  const times = computed(() =>
    laterTimes(
      now.value,
      (openings.data.value ?? []).map((at) => new Date(at)),
    ).map(({ choice, at }) => ({
      key: choice as string,
      label: t(`desk.snooze.${choice}`),
      hint: moments.full(at.toISOString()),
      at: at as Date | null,
    })),
  )
  return { now, times }
}
