import type { QueuePlace } from '../chat/model'
import { useUi } from '../view/ui'

/** How many are before the buyer, and how long it is likely to take. */
export function Turn({ place }: { place: QueuePlace }) {
  const { t } = useUi()
  const ahead = place.position - 1
  const minutes = Math.ceil((place.wait_seconds ?? 0) / 60)
  return (
    <p class="turn" role="status">
      <span>{ahead ? t('turn_ahead', { n: ahead }) : t('turn_next')}</span>
      {/* Whoever waits for hours is told no time that would be wrong. */}
      {minutes > 0 && minutes < 60 && <span>{t('turn_minutes', { n: minutes })}</span>}
    </p>
  )
}
