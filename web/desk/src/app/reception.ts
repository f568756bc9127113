/** The requests about whose a conversation becomes. */
import * as api from '@zhanggui/api/gen'
import type { AgentCapacity, GroupSkills, ReceptionSettings, StaffGroup } from '@zhanggui/api/gen'
import { answer } from '@/live/http'

export type { AgentCapacity, ReceptionAgent, StaffGroup } from '@zhanggui/api/gen'

/** The server writes every field. */
export type Settings = Required<ReceptionSettings>
export type Skills = Required<GroupSkills>
export interface GroupContent {
  name: string
  skills: Skills
  member_ids: string[]
}

export const keys = {
  settings: ['reception', 'settings'] as const,
  agents: ['reception', 'agents'] as const,
  groups: ['reception', 'groups'] as const,
}

/** Settings as they were read, and the tag that names this reading. */
export interface Read {
  settings: Settings
  tag: string
}

async function read(
  call: Promise<{ data: ReceptionSettings | undefined; response?: Response }>,
): Promise<Read> {
  const { data, response } = await call
  return { settings: data as Settings, tag: response?.headers.get('etag') ?? '' }
}

export const showReception = () => read(api.showReception())
export const saveReception = (body: Settings, tag: string) =>
  read(api.replaceReception({ body, headers: { 'If-Match': tag } }))

export const listAgents = async () => (await answer(api.listReceptionAgents())).items
export const setCapacity = (staff_id: string, capacity: AgentCapacity | null) =>
  answer(api.setCapacity({ path: { staff_id }, body: { capacity } }))

export const listGroups = async (): Promise<StaffGroup[]> =>
  (await answer(api.listStaffGroups())).items
export const createGroup = (body: GroupContent) => answer(api.createStaffGroup({ body }))
export const replaceGroup = (id: string, body: GroupContent) =>
  answer(api.replaceStaffGroup({ path: { id }, body }))
export const deleteGroup = (id: string) => answer(api.deleteStaffGroup({ path: { id } }))
