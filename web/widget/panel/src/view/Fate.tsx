import type { OutboxEntry } from '@zhanggui/api/outbox'
import type { Fate as FateName } from '../chat/timeline'
import type { Word } from '../words'
import { Icon } from './icons'
import { useUi } from './ui'

const WHY: Record<string, Word> = {
  file_too_large: 'why_file_too_large',
  image_too_large: 'why_image_too_large',
  unsupported_file: 'why_unsupported_file',
  too_long: 'why_too_long',
}

/** How far an own message has come; a failed one can be sent again or deleted. */
export function Fate({ fate, entry }: { fate: FateName; entry?: OutboxEntry }) {
  const { t, chat } = useUi()
  if (fate !== 'failed' || !entry) {
    return <span class={`fate ${fate}`}>{t(`fate_${fate}`)}</span>
  }
  const { problem } = entry
  const why = WHY[problem?.code ?? ''] ?? WHY[problem?.errors?.[0]?.code ?? ''] ?? 'why_other'
  return (
    <span class="fate failed" role="alert">
      <Icon name="alert" />
      {t('fate_failed')} · {t(why)}
      <button type="button" onClick={() => chat.retry(entry.client_id)}>
        {t('retry')}
      </button>
      <button type="button" onClick={() => chat.discard(entry.client_id)}>
        {t('discard')}
      </button>
    </span>
  )
}
