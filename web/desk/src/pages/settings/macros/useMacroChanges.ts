/** What the list does to macros; what was deleted can be brought back. */
import { toast } from '@zhanggui/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import {
  contentOf,
  createMacro,
  deleteMacro,
  keys,
  replaceMacro,
  restoreMacro,
  type Macro,
  type MacroContent,
} from '@/app/macros'
import { attempt } from '@/app/useForm'

export function useMacroChanges() {
  const { t } = useI18n()
  const cache = useQueryClient()
  const renew = () => cache.invalidateQueries({ queryKey: keys.list })

  /** Whatever came of it, what is shown is what is there. */
  async function change<T>(send: () => Promise<T>): Promise<T | undefined> {
    const done = await attempt(send)
    await renew()
    return done
  }

  async function remove(macro: Macro) {
    const gone = await change(async () => {
      await deleteMacro(macro.id)
      return true
    })
    if (!gone) return
    const undo = () => void change(() => restoreMacro(macro.id))
    toast(t('macros.deleted', { name: macro.name }), {
      action: { label: t('app.undo'), run: undo },
    })
  }

  return {
    renew,
    remove,
    enable: (macro: Macro, enabled: boolean) =>
      change(() => replaceMacro(macro.id, macro.version, { ...contentOf(macro), enabled })),
    async begin(content: MacroContent) {
      const made = await change(() => createMacro(content))
      if (made) toast(t('macros.created', { name: made.name }), { tone: 'ok' })
    },
  }
}

export type MacroChanges = ReturnType<typeof useMacroChanges>
