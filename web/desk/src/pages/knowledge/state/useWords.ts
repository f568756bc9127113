/** Conditions and people in the reader's words. */
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { listInboxes, listStaff } from '@/app/api'
import { keys } from '@/live/keys'
import { useConditionWords } from './conditionWords'

export function useWords() {
  const { t } = useI18n()
  const { data: inboxes } = useQuery({ queryKey: keys.inboxes, queryFn: listInboxes })
  const { data: staff } = useQuery({ queryKey: keys.staff, queryFn: listStaff })

  const inbox = (id: string) =>
    inboxes.value?.find((one) => one.id === id)?.name ?? t('knowledge.inbox_gone')
  const person = (id: string | null | undefined) =>
    id ? (staff.value?.find((one) => one.id === id)?.name ?? t('knowledge.somebody')) : null

  return {
    inbox,
    inboxes: computed(() => inboxes.value ?? []),
    person,
    chips: useConditionWords(inbox),
  }
}
