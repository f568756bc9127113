import { toast } from '@zhanggui/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { addStarterPack, keys } from '@/app/knowledge'
import { locale } from '@/app/locale'
import { attempt } from '@/app/useForm'

/** Brings in, as drafts, what nearly every buyer asks. */
export function useStarterPack(done: () => void) {
  const { t } = useI18n()
  const cache = useQueryClient()
  const busy = ref(false)

  async function add() {
    busy.value = true
    const report = await attempt(() => addStarterPack(locale.value))
    await cache.invalidateQueries({ queryKey: keys.all })
    busy.value = false
    if (!report) return
    toast(
      report.created
        ? t('knowledge.starter_added', { n: report.created })
        : t('knowledge.starter_known'),
      { tone: 'ok' },
    )
    if (report.created) done()
  }
  return { busy, add }
}
