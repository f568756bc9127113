/** Builders of valid conversations and messages, for tests and for practice. */
import type { Conversation, Message } from './model'

export const time = (seconds: number) =>
  new Date(Date.UTC(2026, 10, 22, 2) + seconds * 1000).toISOString()

export function aConversation(fields: Partial<Conversation> = {}): Conversation {
  return {
    id: 'c1',
    number: 1,
    inbox_id: 'i1',
    customer: {
      id: 'u1',
      name: '林小满',
      tier: null,
      verified: false,
      locale: 'zh-CN',
      erased: false,
    },
    status: 'open',
    stage: 'pre_sale',
    touchpoint: 'page',
    assignee_id: 'me',
    group_id: null,
    snoozed_until: null,
    waiting_since: null,
    offline_at: null,
    reply_target: null,
    reply_due_at: null,
    reply_alert_at: null,
    reply_paused_from: null,
    reply_paused_until: null,
    solve_due_at: null,
    tag_ids: [],
    shelf: null,
    merged_into: null,
    last_message: null,
    customer_messages: 0,
    unread: 0,
    my_read_seq: 0,
    version: 1,
    imported: false,
    created_at: time(0),
    updated_at: time(0),
    solved_at: null,
    customer_read_seq: 0,
    staff_read_seq: 0,
    ...fields,
  }
}

export function aMessage(fields: Partial<Message> = {}): Message {
  return {
    id: `m${fields.seq ?? 1}`,
    conversation_id: 'c1',
    inbox_id: null,
    seq: 1,
    client_id: null,
    kind: 'text',
    author: 'customer',
    automated: false,
    staff_id: null,
    text: '在吗',
    file: null,
    card: null,
    event: null,
    bot: null,
    press: null,
    created_at: time(0),
    edited_at: null,
    recalled_at: null,
    erased: false,
    ...fields,
  }
}

/** A small seeded generator: a failing run can be repeated by its seed. */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}
