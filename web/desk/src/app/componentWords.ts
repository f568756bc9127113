/** Gives the shared components their few words in the reader's language. */
import { wordsKey } from '@zhanggui/ui'
import { computed, provide } from 'vue'
import { useI18n } from 'vue-i18n'

export function provideComponentWords() {
  const { t, locale } = useI18n()
  provide(
    wordsKey,
    computed(() => ({
      close: t('app.close'),
      retry: t('app.retry'),
      copy: t('app.copy'),
      copied: t('app.copied'),
      requestId: t('app.request_id'),
      notifications: t('app.notifications'),
      time: t('app.time_of_day'),
      date: t('app.day_of_calendar'),
      calendar: t('app.calendar'),
      clock: t('app.clock'),
      language: locale.value,
    })),
  )
}
