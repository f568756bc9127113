/** Conditions in the reader's words; the names of inboxes are fetched once they can be. */
import { shallowRef, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { listInboxes, type Inbox } from '@/app/api'
import { useConditionWords } from '@/pages/knowledge/state/conditionWords'

export function useInboxWords(ready: Ref<boolean>) {
  const { t } = useI18n()
  const inboxes = shallowRef<Inbox[] | null>(null)
  watch(
    ready,
    async (now) => {
      if (!now || inboxes.value) return
      inboxes.value = await listInboxes().catch(() => null)
    },
    { immediate: true },
  )
  return useConditionWords((id) => {
    if (!inboxes.value) return t('knowledge.situation.inbox_id')
    return inboxes.value.find((one) => one.id === id)?.name ?? t('knowledge.inbox_gone')
  })
}
