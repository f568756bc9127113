/** What a buyer does with the bot's messages. */
import type { Chat } from '../chat/chat'
import type { BotButton, Message, Press } from '../chat/model'
import { merge } from '../chat/state'

/** Says what stood on a button, with what it means. */
export function press(chat: Chat, label: string, meaning?: Press): void {
  chat.outgoing.send({ kind: 'text', text: label, ...(meaning && { press: meaning }) })
}

/** Asks a question of the shop's own; one that belongs to no entry is asked like a typed one. */
export function ask(chat: Chat, { label, entry_id }: BotButton): void {
  press(chat, label, entry_id ? { what: 'entry', entry_id } : undefined)
}

/** Shown at once; what the server does not take is taken back. */
export async function rate(chat: Chat, message: Message, helpful: boolean | null): Promise<void> {
  const { bot } = message
  if (!bot) return
  const { store, server } = chat
  const show = (one: Message) => store.set({ messages: merge(store.value.messages, [one]) })
  show({ ...message, bot: { ...bot, helpful } })
  await server.rate(message.id, helpful).then(show, () => show(message))
}
