/** Addresses of conversations, as search, palette and notifications give them. */
import type { Conversation } from '@/live/model'

export function conversationPath(
  conversation: Pick<Conversation, 'id' | 'status'>,
  messageSeq?: number,
): string {
  const view = { snoozed: 'snoozed', solved: 'solved' }[conversation.status as string] ?? 'all'
  const path = `/desk/${view}/${conversation.id}`
  return messageSeq === undefined ? path : `${path}?at=${messageSeq}`
}
