/** What the list does to replies: copies, order, deleting with a way back. */
import { toast } from '@zhanggui/ui'
import { useI18n } from 'vue-i18n'
import {
  arrangeReplies,
  contentOf,
  createReply,
  deleteReply,
  restoreReply,
  type CannedReply,
} from '@/app/cannedReplies'
import { attempt } from '@/app/useForm'
import type { Replies } from './useReplies'

const MAX_TITLE_CHARS = 80

export function useReplyChanges({ renew }: Pick<Replies, 'renew'>) {
  const { t } = useI18n()

  async function remove(reply: CannedReply) {
    const gone = await attempt(async () => {
      await deleteReply(reply.id)
      return true
    })
    await renew()
    if (!gone) return
    const undo = async () => {
      await attempt(() => restoreReply(reply.id))
      await renew()
    }
    toast(t('canned.deleted', { title: reply.title }), {
      action: { label: t('app.undo'), run: () => void undo() },
    })
  }

  /** A copy has a shortcut of its own, or none. */
  async function duplicate(reply: CannedReply): Promise<CannedReply | undefined> {
    const title = t('canned.copy_of', { title: reply.title }).slice(0, MAX_TITLE_CHARS)
    const made = await attempt(() => createReply({ ...contentOf(reply), title, shortcut: null }))
    await renew()
    return made?.reply
  }

  async function arrange(shared: boolean, folderId: string | null, ids: string[]) {
    await attempt(() => arrangeReplies(shared, folderId, ids))
    await renew()
  }

  return { remove, duplicate, arrange }
}
