/** What a shop knows before a story begins. */
import type { Api } from './api'

export interface Entry {
  id: string
  version: number
}

interface Answer {
  content: string[]
  conditions?: object
  buttons?: object[]
}

interface More {
  phrasings?: string[]
  /** The key of a category; the first one if absent. */
  category?: string
}

/** An entry as it is sent to the API. */
export async function content(
  api: Api,
  title: string,
  answers: Answer[],
  { phrasings = [], category }: More = {},
): Promise<object> {
  const { items } = await api.get<{ items: { id: string; key: string }[] }>('/knowledge/categories')
  const { id } = items.find(({ key }) => key === category) ?? items[0]!
  return { category_id: id, title, phrasings, answers }
}

/** An entry that colleagues wrote and approved. */
export async function known(
  api: Api,
  title: string,
  answers: Answer[],
  more?: More,
): Promise<Entry> {
  const body = await content(api, title, answers, more)
  const entry = await api.post<Entry>('/knowledge/entries', body)
  await api.post(`/knowledge/entries/${entry.id}/approve`)
  return entry
}
