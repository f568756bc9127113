import { pane } from '@/pages/desk/state/usePanes'

export const useKnowledgePanes = () => ({
  categories: pane('knowledge.categories', 216, 180, 360),
  list: pane('knowledge.list', 340, 260, 520),
})
