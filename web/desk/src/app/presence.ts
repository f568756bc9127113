/** The requests about what a shop decides about presence. */
import * as api from '@zhanggui/api/gen'
import type { PresenceSettings } from '@zhanggui/api/gen'
import { answer } from '@/live/http'

/** The server writes every field. */
export type Settings = Required<PresenceSettings>

export const keys = { settings: ['presence', 'settings'] as const }

/** Settings as they were read, and the tag that names this reading. */
export interface Read {
  settings: Settings
  tag: string
}

async function read(
  call: Promise<{ data: PresenceSettings | undefined; response?: Response }>,
): Promise<Read> {
  const { data, response } = await call
  return { settings: data as Settings, tag: response?.headers.get('etag') ?? '' }
}

export const showPresence = () => read(api.showPresenceSettings())
export const savePresence = (body: Settings, tag: string) =>
  read(api.replacePresenceSettings({ body, headers: { 'If-Match': tag } }))
export const beActive = () => answer(api.beActive())
