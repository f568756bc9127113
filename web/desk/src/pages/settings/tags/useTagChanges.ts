/** What a lead does with the tree; what was taken away can be brought back. */
import { Refused } from '@zhanggui/api'
import { toast } from '@zhanggui/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { attempt } from '@/app/useForm'
import {
  addStarterTags,
  createTag,
  moveTag,
  updateTag,
  type Hue,
  type Tag,
} from '@/app/tags/requests'
import { keys } from '@/live/keys'
import type { Stand } from './tree/moves'

export function useTagChanges() {
  const { t } = useI18n()
  const cache = useQueryClient()
  const renew = () => cache.invalidateQueries({ queryKey: keys.tags })

  /** Whatever came of it, what is shown is what is there. */
  async function change<T>(send: () => Promise<T>): Promise<T | undefined> {
    const done = await attempt(send)
    await renew()
    return done
  }

  async function archive(tag: Tag) {
    const gone = await change(() => updateTag(tag, { archived: true }))
    if (!gone) return
    const undo = () => void change(() => updateTag(gone, { archived: false }))
    toast(t('tags.archived', { name: tag.name }), { action: { label: t('app.undo'), run: undo } })
  }

  /** Throws what is wrong with a name, which is said beside it. */
  async function named(send: () => Promise<Tag>): Promise<Tag> {
    try {
      return await send()
    } catch (error) {
      // A colleague was faster: what is shown is out of date.
      if (error instanceof Refused && error.problem.status === 409) await renew()
      throw error
    }
  }

  return {
    renew,
    archive,
    create: (parent: string | null, name: string) => named(() => createTag(parent, name)),
    rename: (tag: Tag, name: string) => named(() => updateTag(tag, { name })),
    recolour: (tag: Tag, hue: Hue) => change(() => updateTag(tag, { hue })),
    restore: (tag: Tag) => change(() => updateTag(tag, { archived: false })),
    move: (tag: Tag, { parent_id, position }: Stand) =>
      change(() => moveTag(tag, parent_id, position)),
    async begin() {
      const added = await change(addStarterTags)
      if (added) toast(t('tags.starter_added', { n: added.created }), { tone: 'ok' })
    },
  }
}

export type TagChanges = ReturnType<typeof useTagChanges>
