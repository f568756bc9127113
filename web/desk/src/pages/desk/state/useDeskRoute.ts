/** What the desk shows is in its address, so that every state of it can be linked to. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { ViewId } from '@/live/model'

/** A list of conversations, or of what I am to follow up. */
export type DeskView = ViewId | 'follow_ups'
const VIEWS: DeskView[] = [
  'offline',
  'mine',
  'queue',
  'all',
  'overdue',
  'snoozed',
  'solved',
  'spam',
  'follow_ups',
]
const one = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

export function useDeskRoute() {
  const route = useRoute()
  const router = useRouter()
  const view = computed<DeskView>(() => VIEWS.find((id) => id === route.params['view']) ?? 'mine')
  const inboxId = computed(() => one(route.query['inbox']))
  const tagId = computed(() => one(route.query['tag']))
  const openId = computed(() => one(route.params['conversationId']))
  const messageSeq = computed(() => Number(one(route.query['at'])) || null)
  /** Somebody was sent here to give the conversation away. */
  const asksTransfer = computed(() => route.query['menu'] === 'transfer')
  /** On a phone the customer is a page of its own. */
  const showsCustomer = computed(() => route.query['customer'] === '1')

  const go = (
    to: {
      view?: DeskView
      id?: string | null
      inbox?: string | null
      tag?: string | null
      customer?: boolean
    },
    replace = false,
  ) => {
    const {
      view: nextView = view.value,
      id = openId.value,
      inbox = inboxId.value,
      tag = tagId.value,
      customer = false,
    } = to
    return router[replace ? 'replace' : 'push']({
      name: 'desk',
      params: { view: nextView, conversationId: id ?? '' },
      query: { ...(inbox && { inbox }), ...(tag && { tag }), ...(customer && { customer: '1' }) },
    })
  }

  /** Nobody has said what to look at. */
  const isPlain = computed(() => !route.params['view'] && !openId.value)

  return {
    view,
    isPlain,
    inboxId,
    tagId,
    openId,
    messageSeq,
    showsCustomer,
    asksTransfer,
    open: (id: string | null, replace = false) => void go({ id }, replace),
    choose: (nextView: DeskView, replace = false) => void go({ view: nextView, id: null }, replace),
    show: (nextView: DeskView, id: string) =>
      void go({ view: nextView, id, inbox: null, tag: null }),
    filter: (inbox: string | null) => void go({ inbox, id: null }),
    filterTag: (tag: string | null) => void go({ tag, id: null }),
    customer: (shown: boolean) => void go({ customer: shown }),
  }
}
