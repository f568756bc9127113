import type { OutboxEntry } from '@zhanggui/api/outbox'
import type { Fate as FateName } from '../chat/timeline'
import { useExtras } from './extras'
import { useUi } from './ui'

/** How far an own message has come. */
export function Fate({ fate, entry }: { fate: FateName; entry?: OutboxEntry }) {
  const { t } = useUi()
  const failed = fate === 'failed'
  const extras = useExtras(failed)
  if (failed && entry) return extras ? <extras.Failed entry={entry} /> : null
  return <span class="fate">{t(`fate_${fate}`)}</span>
}
