/** The last message of a conversation in one line. */
import { useI18n } from 'vue-i18n'
import type { LastMessage } from '@/live/model'

export function usePreview() {
  const { t } = useI18n()
  /** `erased`: nothing of what was said is left. */
  return (last: LastMessage | null, erased = false): string => {
    if (!last) return ''
    if (erased) return t('desk.message.erased')
    // Only a text that was taken back has no words.
    if (last.kind === 'text') return last.preview || t('desk.kind.recalled')
    return `${t(`desk.kind.${last.kind}`)} ${last.preview}`
  }
}
