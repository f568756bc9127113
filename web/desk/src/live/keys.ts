/** Query keys of everything a live event may change. */
import type { Filter } from './order'

export const keys = {
  views: ['views'] as const,
  lists: ['conversations'] as const,
  list: (filter: Filter) => ['conversations', filter] as const,
  details: ['conversation'] as const,
  conversation: (id: string) => ['conversation', id] as const,
  thread: (id: string) => ['messages', id] as const,
  suggestions: (id: string, seq: number) => ['suggestions', id, seq] as const,
  bot: (inboxId: string) => ['bot', inboxId] as const,
  llm: ['llm'] as const,
  llmSettings: ['llm', 'settings'] as const,
  staff: ['staff'] as const,
  sessions: ['sessions'] as const,
  mySignIn: ['my-sign-in'] as const,
  signInSettings: ['sign-in-settings'] as const,
  staffSignIn: (id: string) => ['staff-sign-in', id] as const,
  inboxes: ['inboxes'] as const,
  webhooks: ['webhooks'] as const,
  knowledge: ['knowledge'] as const,
  cannedReplies: ['canned-replies'] as const,
  helpRequests: ['help-requests'] as const,
  targets: ['targets'] as const,
  notifications: ['notifications'] as const,
  today: ['figures', 'today'] as const,
}
