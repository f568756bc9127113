/** The tab tells how many wait, for whoever looks at another one. */
import { watchEffect, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'

export function useWaitingTitle(waiting: Ref<number>) {
  const { t } = useI18n()
  const title = () => `${t('desk.title')} · ${t('app.product')}`
  watchEffect(
    () => {
      document.title = waiting.value
        ? t('desk.tab_title', { count: waiting.value, title: title() })
        : title()
    },
    { flush: 'post' },
  )
}
