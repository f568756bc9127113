import type { OutboxEntry } from '@zhanggui/api/outbox'
import { Icon } from '../view/icons'
import { useUi } from '../view/ui'
import type { Word } from '../words'

const WHY: Record<string, Word> = {
  file_too_large: 'why_file_too_large',
  image_too_large: 'why_image_too_large',
  unsupported_file: 'why_unsupported_file',
  too_long: 'why_too_long',
}

/** A message the server refused: why, and what the buyer can do. */
export function Failed({ entry: { client_id, problem } }: { entry: OutboxEntry }) {
  const { t, chat } = useUi()
  const codes = [problem?.code, problem?.errors?.[0]?.code]
  const why = codes.flatMap((code) => WHY[code ?? ''] ?? [])[0] ?? 'why_other'
  return (
    <span class="fate failed" role="alert">
      <Icon name="alert" />
      {t('fate_failed')} · {t(why)}
      <button type="button" onClick={() => chat.outgoing.retry(client_id)}>
        {t('retry')}
      </button>
      <button type="button" onClick={() => chat.outgoing.discard(client_id)}>
        {t('discard')}
      </button>
    </span>
  )
}
