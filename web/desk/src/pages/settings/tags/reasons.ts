/** The reasons for closing as a form holds them. Pure. */
import type { ReasonPolicy } from '@/app/tags'
import type { Reasons } from '@/app/tags/requests'

export interface ReasonForm {
  policy: ReasonPolicy
  /** Empty: none is chosen. */
  root: string
  /** By inbox; empty: as everywhere. */
  inboxes: Record<string, ReasonPolicy | ''>
}

export const formOf = ({ policy, root_id, inboxes }: Reasons): ReasonForm => ({
  policy,
  root: root_id ?? '',
  inboxes: Object.fromEntries(inboxes.map((own) => [own.inbox_id, own.policy])),
})

export const settingsOf = ({ policy, root, inboxes }: ReasonForm): Reasons => ({
  policy,
  root_id: root || null,
  inboxes: Object.entries(inboxes)
    .flatMap(([inbox_id, own]) => (own ? [{ inbox_id, policy: own }] : []))
    .toSorted((a, b) => (a.inbox_id < b.inbox_id ? -1 : 1)),
})
