/** Rows for tests. */
import type { OutboxEntry } from '@zhanggui/api/outbox'
import type { Message } from './model'

export function message(seq: number, change: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    seq,
    client_id: null,
    kind: 'text',
    author: 'agent',
    agent: { name: '林小满', avatar_color: 3 },
    text: `第 ${seq} 条`,
    file: null,
    card: null,
    created_at: '2026-11-20T06:00:00.000Z',
    recalled_at: null,
    ...change,
  }
}

export const mine = (seq: number, change: Partial<Message> = {}) =>
  message(seq, { author: 'customer', agent: null, client_id: `c${seq}`, ...change })

export function waiting(clientId: string, change: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    client_id: clientId,
    conversation_id: 'mine',
    body: { kind: 'text', text: clientId },
    state: 'queued',
    written_at: 1,
    ...change,
  }
}
