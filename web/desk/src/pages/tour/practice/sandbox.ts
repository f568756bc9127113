/**
 * A cache of its own for the desk's components: it holds all they ask for, and whatever it does not hold stays unasked,
 * so that practice reaches neither the server nor what is shown elsewhere.
 */
import { useQueryClient, VUE_QUERY_CLIENT, type QueryClient } from '@tanstack/vue-query'
import { provide } from 'vue'
import { keys as canned, type CannedReply, type RenderedReply } from '@/app/cannedReplies'
import { keys as hours } from '@/app/hours'
import type { Tag } from '@/app/tags/requests'
import { keys } from '@/live/keys'
import type { Inbox, Staff } from '@/live/model'
import { IDS, TAG } from './world'

export interface Props {
  me: Staff
  inbox: string
  tags: string[]
  replies: { title: string; text: string }[]
}

const AT = '2026-01-01T00:00:00.000Z'
const HUES = ['teal', 'amber', 'violet'] as const

const tag = (name: string, position: number): Tag => ({
  id: position ? `tag-${position}` : TAG,
  name,
  hue: HUES[position % HUES.length]!,
  parent_id: null,
  position,
  version: 1,
  archived_at: null,
  created_at: AT,
  updated_at: AT,
})

/** Of the desk's own kind: named here, the class would leave the first load for a part of its own, which weighs more. */
type Kind = new (config: ConstructorParameters<typeof QueryClient>[0]) => QueryClient

function fillSandbox(kind: Kind, { me, inbox, tags, replies }: Props): QueryClient {
  const client = new kind({
    defaultOptions: {
      queries: { enabled: false, staleTime: Infinity, gcTime: Infinity, retry: false },
    },
  })
  /** Never old, also to those who say themselves how old is too old. */
  const updatedAt = Date.now() + 365 * 86_400_000
  const hold = (key: readonly unknown[], data: unknown) =>
    void client.setQueryData(key, data, { updatedAt })

  hold(keys.staff, [me])
  hold(keys.inboxes, [{ id: 'practice', name: inbox } as Inbox])
  hold(keys.tags, tags.map(tag))
  hold(keys.myFollowUps, [])
  hold(keys.llm, [])
  hold(hours.openings('practice'), [])
  hold(canned.variables, [])
  const items = replies.map(({ title, text }, position): CannedReply => ({
    id: `reply-${position}`,
    title,
    text,
    position,
    shared: true,
    next_steps: [],
    uses: 0,
    created_at: AT,
    updated_at: AT,
  }))
  hold(canned.list, { folders: [], items })
  for (const reply of items) {
    const rendered: RenderedReply = { text: reply.text, missing: [], parts: [{ text: reply.text }] }
    for (const id of IDS) hold(canned.rendered(reply, id), rendered)
  }
  return client
}

/** For all components below. */
export function provideSandbox(props: Props) {
  provide(VUE_QUERY_CLIENT, fillSandbox(useQueryClient().constructor as Kind, props))
}
