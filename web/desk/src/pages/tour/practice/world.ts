/** A desk of made-up conversations, held in memory and nowhere else. */
import { reactive } from 'vue'
import type { Conversation, Message } from '@/live/model'
import { aConversation, aMessage } from '@/live/testing'
import { SCENES, STEPS, type Step } from '../steps'

export const IDS = ['a', 'b', 'c', 'd'] as const
export const TAG = 'tag-size'

/** The made-up people, in the reader's language. */
export interface Cast {
  names: Record<string, string>
  asked: Record<string, string>
  /** What is said where a step is skipped. */
  reply: string
  note: string
}

const SECOND = 1000
/** How long each has waited when the desk opens, in seconds: the longest stands first. */
const WAITED: Record<string, number> = { a: 48, b: 31, c: 14, d: 5 }

const at = (ms: number) => new Date(ms).toISOString()

export function createWorld(cast: Cast, me: string, now = Date.now()) {
  const threads: Record<string, Message[]> = {}
  const conversations = IDS.map((id): Conversation => {
    const since = at(now - WAITED[id]! * SECOND)
    const text = cast.asked[id]!
    threads[id] = [aMessage({ id: `${id}1`, conversation_id: id, seq: 1, text, created_at: since })]
    return aConversation({
      id,
      inbox_id: 'practice',
      customer: {
        id: `customer-${id}`,
        name: cast.names[id]!,
        tier: null,
        verified: id === 'b',
        locale: 'zh-CN',
        erased: false,
      },
      assignee_id: me,
      waiting_since: since,
      last_message: { kind: 'text', author: 'customer', preview: text, seq: 1, at: since },
      unread: 1,
      created_at: since,
      updated_at: since,
    })
  })
  const world = reactive({ conversations, threads, openId: null as string | null })

  const find = (id: string) => world.conversations.find((one) => one.id === id)

  function change(id: string, fields: Partial<Conversation>) {
    world.conversations = world.conversations.map((one) =>
      one.id === id ? { ...one, ...fields, version: one.version + 1 } : one,
    )
  }

  function say(id: string, kind: 'text' | 'note', text: string) {
    const thread = world.threads[id] ?? []
    const seq = thread.length + 1
    const created_at = at(Date.now())
    const message = aMessage({
      id: `${id}${seq}`,
      conversation_id: id,
      seq,
      kind,
      text,
      author: 'agent',
      staff_id: me,
      created_at,
    })
    world.threads = { ...world.threads, [id]: [...thread, message] }
    const last_message = { kind, author: 'agent' as const, preview: text, seq, at: created_at }
    if (kind === 'note') change(id, { last_message })
    else change(id, { last_message, waiting_since: null })
  }

  function leave(id: string) {
    world.conversations = world.conversations.filter((one) => one.id !== id)
    if (world.openId === id) world.openId = null
  }

  const deeds = {
    open(id: string) {
      if (find(id)) world.openId = id
      change(id, { unread: 0 })
    },
    reply: (id: string, text: string) => say(id, 'text', text),
    note: (id: string, text: string) => say(id, 'note', text),
    tag: (id: string, tag_ids: string[]) => change(id, { tag_ids }),
    snooze: leave,
    solve: leave,
  }

  /** Does what a step asks for, where somebody skips it or comes back after it. */
  function pass(step: Step) {
    const { at, to } = SCENES[step]
    if (to) deeds.open(to)
    else if (step === 'reply' || step === 'slash') deeds.reply(at, cast.reply)
    else if (step === 'note') deeds.note(at, cast.note)
    else if (step === 'tag') deeds.tag(at, [TAG])
    else leave(at)
  }

  /** Sets the scene of a step, whatever was done until then. */
  function begin(step: Step) {
    const { at } = SCENES[step]
    if (find(at)) deeds.open(at)
  }

  return { world, find, pass, begin, ...deeds }
}

/** A desk on which everything before a step was done. */
export function worldAt(at: number, cast: Cast, me: string) {
  const made = createWorld(cast, me)
  for (const step of STEPS.slice(0, at)) made.pass(step)
  const step = STEPS[at]
  if (step) made.begin(step)
  return made
}

export type World = ReturnType<typeof createWorld>
