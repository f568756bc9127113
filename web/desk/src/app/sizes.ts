/** The requests about size charts. */
import * as api from '@zhanggui/api/gen'
import type {
  ChartContent,
  SizeChart,
  SizeFault,
  SizeMeasure,
  SizeRange,
  SizeRule,
  SizeTable,
} from '@zhanggui/api/gen'
import { answer } from '@/live/http'
import { keys as live } from '@/live/keys'

export type { SizeAdvice, SizeChart, SizeFault, SizeMeasure, SizeTable } from '@zhanggui/api/gen'

/** The server writes every field. */
export type Content = Required<ChartContent>
export type Range = Required<SizeRange>
export type Rule = Required<SizeRule>

/** A change of any chart comes as one of knowledge. */
export const keys = {
  charts: [...live.knowledge, 'size-charts'] as const,
  chart: (id: string) => [...live.knowledge, 'size-chart', id] as const,
  advice: (id: string) => [...live.knowledge, 'size-advice', id] as const,
}

export const MEASURES = [
  'height',
  'weight',
  'bust',
  'waist',
  'hip',
  'shoulder',
  'foot',
] as const satisfies SizeMeasure[]

/** A chart as it was read, and the tag that names this reading. */
export interface Read {
  chart: SizeChart
  tag: string
}

async function read(
  call: Promise<{ data: SizeChart | undefined; response?: Response }>,
): Promise<Read> {
  const { data, response } = await call
  return { chart: data!, tag: response?.headers.get('etag') ?? '' }
}

export const listCharts = async (): Promise<SizeChart[]> =>
  (await answer(api.listSizeCharts())).items
export const showChart = (id: string) => read(api.showSizeChart({ path: { id } }))
export const createChart = (body: Content) => read(api.createSizeChart({ body }))
export const replaceChart = (id: string, tag: string, body: Content) =>
  read(api.replaceSizeChart({ path: { id }, headers: { 'If-Match': tag }, body }))
export const deleteChart = (id: string) => answer(api.deleteSizeChart({ path: { id } }))
export const checkTables = async (
  tables: SizeTable[],
  signal?: AbortSignal,
): Promise<SizeFault[]> =>
  (await answer(api.checkSizeChart({ body: { tables }, ...(signal && { signal }) }))).items
export const adviseBy = (id: string, text: string, locale: string, signal?: AbortSignal) =>
  answer(api.adviseBySizeChart({ path: { id }, body: { text, locale }, ...(signal && { signal }) }))
