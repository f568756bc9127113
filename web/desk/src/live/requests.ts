/** The requests the desk makes. */
import * as api from '@zhanggui/api/gen'
import { postMessage as post } from '@zhanggui/api/gen'
import { answer } from './http'
import type {
  Conversation,
  ConversationDetail,
  Customer,
  Inbox,
  Message,
  Presence,
  Staff,
} from './model'
import type { Filter } from './order'
import type { ListPage, Thread } from './patch'

const PAGE = 50

export async function listConversations(
  { tag, custom, view, ...filter }: Filter,
  after: string | null,
  signal: AbortSignal,
): Promise<ListPage> {
  const query = {
    ...filter,
    ...(custom ? { filter: JSON.stringify(custom.said) } : view && { view }),
    ...(tag && { tag_id: tag.id }),
    limit: PAGE,
    ...(after !== null && { after }),
  }
  const page = await answer(api.listConversations({ query, signal }))
  const items = page.items as Conversation[]
  const next = page.next ?? null
  return { items, next, seq: page.seq, edge: next === null ? null : (items.at(-1) ?? null) }
}

export const listViews = () => answer(api.listViews())
export const listStaff = async (): Promise<Staff[]> => (await answer(api.listStaff())).items
export const listInboxes = async (): Promise<Inbox[]> => (await answer(api.listInboxes())).items
export type TodayFigure = api.ListConversationsBehindFigureData['query']['figure']
/** The conversations behind a figure of today. */
export const behindFigure = async (figure: TodayFigure) =>
  (await answer(api.listConversationsBehindFigure({ query: { figure } }))).items
export const today = () => answer(api.today())
export const startTestChat = () => answer(api.startTestChat())

export const showConversation = (id: string) =>
  answer(api.showConversation({ path: { id } })) as Promise<ConversationDetail>

export const listMessages = (
  id: string,
  before: number | null,
  limit: number,
  signal?: AbortSignal,
) =>
  answer(
    api.listMessages({
      path: { id },
      query: { limit, ...(before !== null && { before }) },
      ...(signal && { signal }),
    }),
  ) as Promise<Thread>

export const sendMessage = (id: string, body: api.PostMessageData['body']) =>
  answer(post({ path: { id }, body })) as Promise<Message>
export const recallMessage = (id: string, message_id: string) =>
  answer(api.recallMessage({ path: { id, message_id } })) as Promise<Message>

/** Whose a conversation becomes: a colleague's, a group's to wait for, or nobody's. */
export interface Place {
  to: string | null
  group: string | null
}

/** With what the colleague or the group is called. */
export interface NamedPlace extends Place {
  /** What whoever gets it should know. */
  note?: string
  name: string
}

const changed = (call: Promise<{ data: api.Conversation | undefined }>) =>
  answer(call) as Promise<Conversation>
export const assign = (id: string, { to, group }: Place, note?: string) => {
  const words = note && { note: { client_id: crypto.randomUUID(), text: note } }
  return changed(api.assign({ path: { id }, body: { assignee_id: to, group_id: group, ...words } }))
}
/** What a customer is told as a conversation is solved, by whoever had seen so much of it. */
export interface WordsOfLeave {
  text: string
  seen_seq: number | null
}
/** With tags to put on in the same step, such as the reason. */
export const solve = (id: string, tag_ids: string[] = [], words?: WordsOfLeave) =>
  changed(api.solve({ path: { id }, body: { tag_ids, ...(words && { words }) } }))
export const tagConversation = (id: string, tag_ids: string[]) =>
  changed(api.tagConversation({ path: { id }, body: { tag_ids } }))
export const markSpam = (id: string) => changed(api.markSpam({ path: { id } }))
export const unmarkSpam = (id: string) => changed(api.unmarkSpam({ path: { id } }))
export const reopen = (id: string) => changed(api.reopen({ path: { id } }))
/** Without a time until the buyer writes. */
export const snooze = (id: string, until: string | null) =>
  changed(api.snooze({ path: { id }, body: { until } }))
export const updateConversation = (id: string, body: api.UpdateConversationData['body']) =>
  changed(api.updateConversation({ path: { id }, body }))

/** What is done with many conversations at once. */
export type BulkChange = Omit<api.BulkChange, 'ids'>
export interface BulkResult {
  id: string
  /** Why nothing was done. */
  code: string | null
  conversation: Conversation | null
}
export const changeConversations = async (ids: string[], change: BulkChange) =>
  (await answer(api.changeConversations({ body: { ids, ...change } }))).items as BulkResult[]

export const markRead = (id: string, seq: number) =>
  answer(api.markRead({ path: { id }, body: { seq } }))
export const saveDraft = (id: string, text: string, note: boolean) =>
  answer(api.saveDraft({ path: { id }, body: { text, note } }))
export const discardDraft = (id: string) => answer(api.discardDraft({ path: { id } }))

export const showCustomer = (id: string) =>
  answer(api.showCustomer({ path: { id } })) as Promise<Customer>
export const updateCustomer = (id: string, body: api.UpdateCustomerData['body']) =>
  answer(api.updateCustomer({ path: { id }, body })) as Promise<Customer>
/** Answers that the shop knows to what the buyer said last. */
export const listSuggestions = (id: string) => answer(api.listSuggestions({ path: { id } }))
export const noteOutcome = (
  id: string,
  source: { from: 'entry' | 'past'; id: string },
  body: api.SuggestionFeedback,
) =>
  source.from === 'entry'
    ? answer(api.noteSuggestion({ path: { id, entry_id: source.id }, body }))
    : answer(api.notePastReply({ path: { id, reply_id: source.id }, body }))

/** The entries that a question may ask for, the likeliest first. */
export const rankEntries = async (question: string) =>
  (await answer(api.askKnowledge({ body: { question, limit: 6 } }))).ranked
export const findEntries = async (q: string, signal: AbortSignal) => {
  const query = { q, state: 'approved' as const, limit: 6 }
  return (await answer(api.listKnowledgeEntries({ query, signal }))).items
}
export const proposePhrasing = (id: string, text: string, conversation_id: string) =>
  answer(api.proposePhrasing({ path: { id }, body: { text, conversation_id } }))
export const withdrawPhrasing = (id: string, text: string) =>
  answer(api.withdrawPhrasing({ path: { id }, body: { text } }))
export const withdrawDraft = (id: string) => answer(api.deleteKnowledgeEntry({ path: { id } }))
export const draftEntry = async (title: string) => {
  const { items } = await answer(api.listKnowledgeCategories())
  const drawer = items.find(({ key }) => key === 'other') ?? items[0]!
  return answer(api.createKnowledgeEntry({ body: { category_id: drawer.id, title } }))
}
export const setPresence = (presence: Presence, reason: string | null = null) =>
  answer(api.setPresence({ body: { presence, reason } }))
