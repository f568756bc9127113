import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { keys, listCategories, type KnowledgeCategory } from '@/app/knowledge'
import { branches, type Branch } from './tree'

/** So that a native list shows what lies in what. */
const INDENT = '\u2003'

export function useCategories() {
  const { t } = useI18n()
  const query = useQuery({ queryKey: keys.categories, queryFn: listCategories })
  const all = computed(() => query.data.value ?? [])
  const tree = computed(() => branches(all.value))
  /** One that was not renamed is said in the reader's language. */
  const nameOf = ({ key, name }: KnowledgeCategory) => (key ? t(`knowledge.category.${key}`) : name)
  const name = (id: string) => {
    const category = all.value.find((one) => one.id === id)
    return category ? nameOf(category) : t('knowledge.category_gone')
  }
  const option = ({ category, depth }: Branch) => ({
    value: category.id,
    label: INDENT.repeat(depth) + nameOf(category),
  })
  return { query, all, tree, nameOf, name, option, options: computed(() => tree.value.map(option)) }
}
