/** The last message of a conversation in one line. */
import { useI18n } from 'vue-i18n'
import type { LastMessage } from '@/live/model'

export function usePreview() {
  const { t } = useI18n()
  return (last: LastMessage | null): string => {
    if (!last) return ''
    // Only a text that was taken back has no words.
    if (last.kind === 'text') return last.preview || t('desk.kind.recalled')
    return `${t(`desk.kind.${last.kind}`)} ${last.preview}`
  }
}
