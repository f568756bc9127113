import { toast } from '@zhanggui/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import {
  createCategory,
  deleteCategory,
  keys,
  listCategories,
  updateCategory,
  type KnowledgeCategory,
} from '@/app/knowledge'
import { attempt } from '@/app/useForm'
import { moved } from '../state/tree'

export function useCategoryChanges(nameOf: (category: KnowledgeCategory) => string) {
  const { t } = useI18n()
  const cache = useQueryClient()
  const renew = () => cache.invalidateQueries({ queryKey: keys.categories })

  async function remove(category: KnowledgeCategory) {
    const name = nameOf(category)
    const { name: stored, parent_id = null, position } = category
    const done = await attempt(async () => {
      await deleteCategory(category.id)
      return true
    })
    if (!done) return
    await renew()
    const run = async () => {
      await attempt(() => createCategory({ name: stored, parent_id, position }))
      await renew()
    }
    toast(t('knowledge.category_deleted', { name }), {
      action: { label: t('app.undo'), run: () => void run() },
    })
  }

  async function move(category: KnowledgeCategory, by: 1 | -1) {
    await attempt(async () => {
      const all = await listCategories()
      for (const { id, position } of moved(all, category.id, by)) {
        await updateCategory(id, { position })
      }
    })
    await renew()
  }

  return { remove, move, renew }
}
