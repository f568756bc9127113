/** A likelihood from 0 to 1 in the reader's way of writing. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

export function usePercent() {
  const { locale } = useI18n()
  const format = computed(() => new Intl.NumberFormat(locale.value, { style: 'percent' }))
  return (share: number) => format.value.format(share)
}
