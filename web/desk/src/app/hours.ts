/** The requests about when the shop is open. */
import * as api from '@zhanggui/api/gen'
import type {
  BusinessHours,
  BusinessHoursPreview,
  InboxHours,
  OpenSpan,
  OpenWeek,
  SpecialDay as ApiSpecialDay,
} from '@zhanggui/api/gen'
import { answer } from '@/live/http'

/** The server writes every field. */
export type Span = OpenSpan
export type Week = Required<OpenWeek>
export type SpecialDay = Required<ApiSpecialDay>
export type OwnHours = Omit<InboxHours, 'week'> & { week: Week | null }
export interface Settings {
  week: Week | null
  special_days: SpecialDay[]
  inboxes: OwnHours[]
}
export type Preview = BusinessHoursPreview

export const keys = {
  settings: ['hours', 'settings'] as const,
  openings: (inboxId: string | null) => ['hours', 'openings', inboxId] as const,
}

/** Settings as they were read, and the tag that names this reading. */
export interface Read {
  settings: Settings
  tag: string
}

async function read(
  call: Promise<{ data: BusinessHours | undefined; response?: Response }>,
): Promise<Read> {
  const { data, response } = await call
  return { settings: data as Settings, tag: response?.headers.get('etag') ?? '' }
}

export const showHours = () => read(api.showBusinessHours())
export const saveHours = (body: Settings, tag: string) =>
  read(api.replaceBusinessHours({ body, headers: { 'If-Match': tag } }))
export const previewHours = (settings: Settings, inbox_id: string | null): Promise<Preview> =>
  answer(api.previewBusinessHours({ body: { settings, inbox_id } }))
/** When it opens in the coming days, having been closed. */
export const listOpenings = async (inbox_id: string | null): Promise<string[]> =>
  (await answer(api.listOpenings({ query: { ...(inbox_id && { inbox_id }) } }))).items
