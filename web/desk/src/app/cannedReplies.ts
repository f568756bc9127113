/** The requests about canned replies. */
import { upload } from '@zhanggui/api'
import * as api from '@zhanggui/api/gen'
import type {
  CannedReply,
  CannedReplyContent,
  CannedReplyFolder,
  CannedReplyImportReport,
  CannedReplyList,
  CannedReplyPreview,
  RenderedReply,
  TemplateVariable,
} from '@zhanggui/api/gen'
import { answer, csrf } from '@/live/http'
import { keys as live } from '@/live/keys'

export type {
  CannedReply,
  CannedReplyFolder,
  CannedReplyImportReport,
  CannedReplyList,
  RenderedReply,
  TemplateFault,
  TemplateVariable,
} from '@zhanggui/api/gen'

/** The server writes every field. */
export type Content = Required<CannedReplyContent>

export const keys = {
  list: [...live.cannedReplies, 'list'] as const,
  variables: ['canned-reply-variables'] as const,
  rendered: (reply: CannedReply, conversationId: string) =>
    [...live.cannedReplies, 'rendered', reply.id, reply.updated_at, conversationId] as const,
  preview: (text: string) => [...live.cannedReplies, 'preview', text] as const,
}

/** A reply as it was read, and the tag that names this reading. */
export interface Read {
  reply: CannedReply
  tag: string
}

async function read(
  call: Promise<{ data: CannedReply | undefined; response?: Response }>,
): Promise<Read> {
  const { data, response } = await call
  return { reply: data!, tag: response?.headers.get('etag') ?? '' }
}

export const listReplies = (): Promise<CannedReplyList> => answer(api.listCannedReplies())
export const listVariables = async (): Promise<TemplateVariable[]> =>
  (await answer(api.listCannedReplyVariables())).items
export const showReply = (id: string) => read(api.showCannedReply({ path: { id } }))
export const createReply = (body: Content) => read(api.createCannedReply({ body }))
export const replaceReply = (id: string, tag: string, body: Content) =>
  read(api.replaceCannedReply({ path: { id }, headers: { 'If-Match': tag }, body }))
export const deleteReply = (id: string) => answer(api.deleteCannedReply({ path: { id } }))
export const restoreReply = (id: string) => read(api.restoreCannedReply({ path: { id } }))
export const arrangeReplies = (shared: boolean, folder_id: string | null, ids: string[]) =>
  answer(api.arrangeCannedReplies({ body: { shared, folder_id, ids } }))
export const previewReply = (text: string, signal?: AbortSignal): Promise<CannedReplyPreview> =>
  answer(api.previewCannedReply({ body: { text }, ...(signal && { signal }) }))
export const renderReply = (
  id: string,
  conversation_id: string,
  signal?: AbortSignal,
): Promise<RenderedReply> =>
  answer(
    api.renderCannedReply({ path: { id }, body: { conversation_id }, ...(signal && { signal }) }),
  )
/** A figure: whoever serves a buyer is not told that it was not counted. */
export const countUse = (id: string) =>
  void answer(api.useCannedReply({ path: { id } })).catch(() => {})

export const createFolder = (
  shared: boolean,
  parent_id: string | null,
  name: string,
): Promise<CannedReplyFolder> =>
  answer(api.createCannedReplyFolder({ body: { shared, parent_id, name } }))
export const renameFolder = (id: string, name: string): Promise<CannedReplyFolder> =>
  answer(api.renameCannedReplyFolder({ path: { id }, body: { name } }))
export const deleteFolder = (id: string) => answer(api.deleteCannedReplyFolder({ path: { id } }))
export const arrangeFolders = (shared: boolean, parent_id: string | null, ids: string[]) =>
  answer(api.arrangeCannedReplyFolders({ body: { shared, parent_id, ids } }))

export const addStarterSet = () => answer(api.addStarterReplies({ body: {} }))
export function importReplies(
  file: File,
  how: { shared: boolean; dryRun: boolean },
  progress: (share: number) => void,
): Promise<CannedReplyImportReport> {
  const query = new URLSearchParams({ shared: String(how.shared), dry_run: String(how.dryRun) })
  const url = `/api/v1/canned_replies/import?${query}`
  return upload(url, file, crypto.randomUUID(), csrf(), progress)
}
/** Where the browser itself fetches the table. */
export const exportAddress = (shared: boolean) => `/api/v1/canned_replies/export?shared=${shared}`

/** What a stored reply would be written as again. */
export const contentOf = (reply: CannedReply): Content => ({
  shared: reply.shared,
  folder_id: reply.folder_id ?? null,
  title: reply.title,
  shortcut: reply.shortcut ?? null,
  text: reply.text,
  file_id: reply.file?.id ?? null,
  card: reply.card ?? null,
  next_steps: reply.next_steps,
})

/** Where a reply lies, in words; empty beside the folders. */
export function folderPath(folders: CannedReplyFolder[], id: string | null | undefined): string {
  const folder = folders.find((one) => one.id === id)
  const parent = folders.find((one) => one.id === folder?.parent_id)
  return [parent?.name, folder?.name].filter(Boolean).join(' / ')
}
