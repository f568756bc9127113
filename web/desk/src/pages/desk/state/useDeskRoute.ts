/** What the desk shows is in its address, so that every state of it can be linked to. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Said } from '@/live/filter'
import type { ViewId } from '@/live/model'

/** A list of conversations, one of somebody's own making, or what I am to follow up. */
export type DeskView = ViewId | 'custom' | 'follow_ups'
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
  'custom',
]
const one = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

/** A filter of an address; what is none says nothing. */
function readFilter(text: string | null): Said | null {
  try {
    const said: unknown = text && JSON.parse(text)
    return said && typeof said === 'object' && !Array.isArray(said) ? (said as Said) : null
  } catch {
    return null
  }
}

export function useDeskRoute() {
  const route = useRoute()
  const router = useRouter()
  const view = computed<DeskView>(() => VIEWS.find((id) => id === route.params['view']) ?? 'mine')
  const inboxId = computed(() => one(route.query['inbox']))
  const tagId = computed(() => one(route.query['tag']))
  /** The saved view that is shown, or a filter that nobody saved. */
  const savedId = computed(() => one(route.query['saved']))
  const filterText = computed(() => one(route.query['filter']))
  const said = computed(() => readFilter(filterText.value))
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
      saved?: string | null
      filter?: string | null
      customer?: boolean
    },
    replace = false,
  ) => {
    const {
      view: nextView = view.value,
      id = openId.value,
      inbox = inboxId.value,
      tag = tagId.value,
      saved = savedId.value,
      filter = filterText.value,
      customer = false,
    } = to
    return router[replace ? 'replace' : 'push']({
      name: 'desk',
      params: { view: nextView, conversationId: id ?? '' },
      query: {
        ...(nextView === 'custom'
          ? { ...(saved && { saved }), ...(filter && { filter }) }
          : { ...(inbox && { inbox }), ...(tag && { tag }) }),
        ...(customer && { customer: '1' }),
      },
    })
  }

  /** Nobody has said what to look at. */
  const isPlain = computed(() => !route.params['view'] && !openId.value)

  return {
    view,
    isPlain,
    inboxId,
    tagId,
    savedId,
    said,
    openId,
    messageSeq,
    showsCustomer,
    asksTransfer,
    open: (id: string | null, replace = false) => void go({ id }, replace),
    choose: (nextView: DeskView, replace = false) => void go({ view: nextView, id: null }, replace),
    show: (nextView: DeskView, id: string) =>
      void go({ view: nextView, id, inbox: null, tag: null }),
    showSaved: (saved: string) => void go({ view: 'custom', saved, filter: null, id: null }),
    showFilter: (said: Said) =>
      void go({ view: 'custom', saved: null, filter: JSON.stringify(said), id: null }),
    filter: (inbox: string | null) => void go({ inbox, id: null }),
    filterTag: (tag: string | null) => void go({ tag, id: null }),
    customer: (shown: boolean) => void go({ customer: shown }),
  }
}
