/** What the desk's keys do, with the open conversation or with the list beside it. */
import { Zap } from '@lucide/vue'
import { toast } from '@zhanggui/ui'
import { watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useCommands } from '@/app/commands'
import { neighbour } from '@/app/list/neighbour'
import { can } from '@/app/session'
import { attempt } from '@/app/useForm'
import type { Conversation } from '@/live/model'
import { listConversations } from '@/live/requests'
import { longestWait } from '../next'
import { useDeskKeys } from './useDeskKeys'
import type { useDeskList } from './useDeskList'
import type { DeskMenus } from './useDeskMenus'
import type { useDeskRoute } from './useDeskRoute'
import type { People } from './usePeople'
import type { useServing } from './useServing'

interface Desk {
  people: People
  place: ReturnType<typeof useDeskRoute>
  menus: DeskMenus
  beside: ReturnType<typeof useDeskList>
  serving: ReturnType<typeof useServing>
  /** The conversation that is open, as it is now. */
  current: () => Conversation | undefined
  /** The pane that shows it. */
  thread: () =>
    | { write: (note: boolean) => void; search: () => void; closeSearch: () => boolean }
    | null
    | undefined
  focusList: () => void
  beginOffline: () => unknown
  stacked: Readonly<Ref<boolean>>
  mayServe: Readonly<Ref<boolean>>
}

export function useDeskCommands(desk: Desk) {
  const { people, place, menus, beside, serving, current, thread, stacked, mayServe } = desk
  const { openId, showsCustomer } = place
  const { list, rows, selection, conversationView } = beside
  const { t } = useI18n()

  /** Runs with the open conversation, when there is one in work that I may serve. */
  const withOpen = (act: (conversation: Conversation) => void) => () => {
    const conversation = current()
    if (conversation && mayServe.value && conversation.status !== 'solved') act(conversation)
  }
  watch([place.asksTransfer, () => current()?.id], ([asks, id]) => {
    if (!asks || !id || id !== openId.value) return
    place.open(id, true)
    if (mayServe.value) menus.transfer = true
  })
  /** Also of a closed one: what it was about may be seen later. */
  function labels() {
    const conversation = current()
    if (!conversation || !mayServe.value || conversation.customer.erased) return
    if (stacked.value) place.customer(true)
    else menus.tags = true
  }
  const step = (by: 1 | -1) => () => {
    const next = neighbour(rows.value, openId.value, by)
    if (next) place.open(next.id, openId.value !== null)
    else if (by > 0 && list.hasNextPage.value) void list.fetchNextPage()
  }

  /** Whoever waits longest, of mine and of those nobody serves; else of all. */
  async function openLongest() {
    const page = await attempt(() =>
      listConversations({ view: 'all' }, null, new AbortController().signal),
    )
    const longest = longestWait(page?.items ?? [], people.me.value)
    if (longest) place.show('all', longest.id)
    else if (page) toast(t('desk.nobody_waits'))
  }

  const mayRunMacro = () => mayServe.value && current()?.customer.erased === false
  useCommands(() => {
    if (!mayRunMacro()) return []
    const title = t('desk.shortcut.macro')
    const run = () => (menus.macro = true)
    return [{ id: 'macro', group: 'action', title, words: 'macro', icon: Zap, keys: 'M', run }]
  })

  useDeskKeys({
    next: step(1),
    previous: step(-1),
    longest: () => void openLongest(),
    open: () => (openId.value ? thread()?.write(false) : step(1)()),
    reply: () => thread()?.write(false),
    note: () => thread()?.write(true),
    solve: withOpen((conversation) => void serving.solving.begin(conversation)),
    spam() {
      const conversation = current()
      if (conversation && mayServe.value && !conversation.customer.erased)
        void serving.spam(conversation)
    },
    transfer: withOpen(() => (menus.transfer = true)),
    help: withOpen(() => (menus.help = true)),
    snooze: withOpen(() => (menus.snooze = true)),
    tags: labels,
    followUp() {
      if (current() && can('write_notes')) menus.followUp = true
    },
    macro: () => mayRunMacro() && (menus.macro = true),
    pick() {
      const id = openId.value ?? list.items.value[0]?.id
      const isListed = list.items.value.some((item) => item.id === id)
      if (id && isListed && mayServe.value && conversationView.value) selection.toggle(id)
    },
    take: withOpen(serving.take),
    offline: () => void desk.beginOffline(),
    search: () => thread()?.search(),
    back() {
      if (thread()?.closeSearch()) return
      if (selection.ids.value.size) return selection.clear()
      if (showsCustomer.value) return place.customer(false)
      if (document.activeElement?.matches('input, textarea')) desk.focusList()
      else place.open(null)
    },
  })
}
