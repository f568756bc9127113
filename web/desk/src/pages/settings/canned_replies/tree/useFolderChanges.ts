import { toast } from '@zhanggui/ui'
import { useI18n } from 'vue-i18n'
import {
  arrangeFolders,
  createFolder,
  deleteFolder,
  type CannedReplyFolder,
} from '@/app/cannedReplies'
import { attempt } from '@/app/useForm'
import { shifted } from '@/app/list/order'
import type { Replies } from '../useReplies'

/** The folders that lie where this one lies, in their order. */
export const siblings = (all: CannedReplyFolder[], folder: CannedReplyFolder) =>
  all
    .filter(({ parent_id }) => (parent_id ?? null) === (folder.parent_id ?? null))
    .map(({ id }) => id)

export function useFolderChanges({ folders, place, renew }: Replies) {
  const { t } = useI18n()

  async function remove(folder: CannedReplyFolder) {
    const { name, shared, parent_id = null } = folder
    const gone = await attempt(async () => {
      await deleteFolder(folder.id)
      return true
    })
    if (gone && place.value === folder.id) place.value = ''
    await renew()
    if (!gone) return
    const undo = async () => {
      await attempt(() => createFolder(shared, parent_id, name))
      await renew()
    }
    toast(t('canned.folder_deleted', { name }), {
      action: { label: t('app.undo'), run: () => void undo() },
    })
  }

  async function move(folder: CannedReplyFolder, by: 1 | -1) {
    const ids = shifted(siblings(folders.value, folder), folder.id, by)
    if (!ids) return
    await attempt(() => arrangeFolders(folder.shared, folder.parent_id ?? null, ids))
    await renew()
  }

  return { remove, move }
}
