/** The requests about how soon buyers are to be answered. */
import * as api from '@zhanggui/api/gen'
import type { TargetPreview, TargetRule, TargetSettings } from '@zhanggui/api/gen'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { keys as live } from '@/live/keys'
import { answer } from '@/live/http'
import { STEPS } from '@/live/waiting'

export type Preview = TargetPreview
/** The server writes every field. */
export type Settings = Omit<Required<TargetSettings>, 'rules'> & { rules: TargetRule[] }
export type Rule = TargetRule

/** Settings as they were read, and the tag that names this reading. */
export interface Read {
  settings: Settings
  tag: string
}

async function read(
  call: Promise<{ data: TargetSettings | undefined; response?: Response }>,
): Promise<Read> {
  const { data, response } = await call
  return { settings: data as Settings, tag: response?.headers.get('etag') ?? '' }
}

export const showTargets = () => read(api.showTargets())
export const saveTargets = (body: Settings, tag: string) =>
  read(api.replaceTargets({ body, headers: { 'If-Match': tag } }))
export const previewTargets = (settings: Settings) =>
  answer(api.previewTargets({ body: { settings } }))

/** After how many seconds a wait changes its colour. */
export function useSteps() {
  const { data } = useQuery({ queryKey: live.targets, queryFn: showTargets, staleTime: Infinity })
  return computed(() => data.value?.settings.steps ?? STEPS)
}
