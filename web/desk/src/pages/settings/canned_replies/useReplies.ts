/** What the page shows: one kind of replies, in one folder or all, that fit what was typed. */
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { folderPath, keys, listReplies, type CannedReplyFolder } from '@/app/cannedReplies'
import { can } from '@/app/session'

export type Kind = 'shared' | 'own'
/** Beside the folders; empty for all. */
export const LOOSE = 'loose'

export interface FolderLine {
  folder: CannedReplyFolder
  depth: number
  count: number
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

export function useReplies() {
  const cache = useQueryClient()
  const query = useQuery({ queryKey: keys.list, queryFn: listReplies })
  const kind = ref<Kind>('shared')
  const place = ref('')
  const words = ref('')
  const shared = computed(() => kind.value === 'shared')
  const editable = computed(() => can(shared.value ? 'manage_knowledge' : 'serve_conversations'))

  const folders = computed(() =>
    (query.data.value?.folders ?? []).filter((one) => one.shared === shared.value),
  )
  const replies = computed(() =>
    (query.data.value?.items ?? []).filter((one) => one.shared === shared.value),
  )
  const within = (id: string | null) =>
    replies.value.filter(({ folder_id }) => (folder_id ?? null) === id)

  /** The folders in their order, those that lie in one after it. */
  const lines = computed<FolderLine[]>(() => {
    const line = (folder: CannedReplyFolder, depth: number): FolderLine[] => [
      { folder, depth, count: within(folder.id).length },
      ...folders.value.filter((one) => one.parent_id === folder.id).flatMap((one) => line(one, 1)),
    ]
    return folders.value.filter((one) => !one.parent_id).flatMap((one) => line(one, 0))
  })

  const pathOf = (id: string | null | undefined) => folderPath(folders.value, id)
  const shown = computed(() => {
    const wanted = fold(words.value.trim()).split(/\s+/).filter(Boolean)
    const here = place.value === '' ? inOrder() : within(place.value === LOOSE ? null : place.value)
    return here.filter((reply) => {
      const all = fold(
        [reply.title, reply.shortcut, reply.text, pathOf(reply.folder_id)].join('\n'),
      )
      return wanted.every((word) => all.includes(word))
    })
  })
  /** As the folders stand, then what lies beside them. */
  const inOrder = () => [...lines.value.flatMap(({ folder }) => within(folder.id)), ...within(null)]

  /** Order means something only where all of one folder are shown. */
  const arrangeable = computed(
    () => editable.value && place.value !== '' && words.value.trim() === '',
  )
  const renew = () => cache.invalidateQueries({ queryKey: keys.list })

  function look(next: Kind, into = '') {
    kind.value = next
    place.value = into
  }

  return {
    query,
    kind,
    place,
    words,
    shared,
    editable,
    arrangeable,
    folders,
    replies,
    lines,
    shown,
    within,
    pathOf,
    renew,
    look,
  }
}

export type Replies = ReturnType<typeof useReplies>
