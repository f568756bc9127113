/** The requests about tags and the reasons for closing. */
import * as api from '@zhanggui/api/gen'
import type { ClosingReasons, Tag as ApiTag, TagUsage } from '@zhanggui/api/gen'
import { answer } from '@/live/http'

export type { Hue, ReasonPolicy, TagUsage } from '@zhanggui/api/gen'

/** The server writes every field; a missing value is null. */
export interface Tag extends Omit<ApiTag, 'parent_id' | 'archived_at'> {
  parent_id: string | null
  archived_at: string | null
}

export type Reasons = Required<ClosingReasons>

/** Settings as they were read, and the tag that names this reading. */
export interface Read {
  settings: Reasons
  tag: string
}

async function read(
  call: Promise<{ data: ClosingReasons | undefined; response?: Response }>,
): Promise<Read> {
  const { data, response } = await call
  return { settings: data as Reasons, tag: response?.headers.get('etag') ?? '' }
}

/** A change of the tag as it was seen, and of no other. */
const seen = ({ version }: Tag) => ({ 'If-Match': `"${version}"` })
const tag = (call: Promise<{ data: ApiTag | undefined }>) => answer(call) as Promise<Tag>

export const listTags = async () => (await answer(api.listTags())).items as Tag[]
export const listUsage = async (): Promise<TagUsage[]> => (await answer(api.showTagUsage())).items
export const createTag = (parent_id: string | null, name: string) =>
  tag(api.createTag({ body: { parent_id, name } }))
export const updateTag = (one: Tag, body: api.UpdateTagData['body']) =>
  tag(api.updateTag({ path: { id: one.id }, headers: seen(one), body }))
export const moveTag = (one: Tag, parent_id: string | null, position: number) =>
  tag(api.moveTag({ path: { id: one.id }, headers: seen(one), body: { parent_id, position } }))
export const addStarterTags = () => answer(api.addStarterTags({ body: {} }))

export const showReasons = () => read(api.showClosingReasons())
export const saveReasons = (body: Reasons, etag: string) =>
  read(api.replaceClosingReasons({ body, headers: { 'If-Match': etag } }))
