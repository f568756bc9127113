/** Ties the line to the server to the cache, the fleeting state and the outbox. Runs as long as somebody is signed in. */
import { Live, type EventFrame, type ServerFrame } from '@zhanggui/api'
import type { Notification } from '@zhanggui/api/gen'
import type { QueryClient } from '@tanstack/vue-query'
import { apply } from './apply'
import { learner } from './learn'
import { keys } from './keys'
import type { LiveEvent, Message, View } from './model'
import { useOutbound } from './outbound'
import { patchThread, type Thread } from './patch'
import { replayRecent } from './replay'
import { useLive } from './store'

export interface Account {
  staffId: string
  shopId: string
  /** The last event number that what is on screen includes. */
  seq: number
}

export interface Listeners {
  /** The session ended elsewhere. */
  revoked(): void
  heard(event: LiveEvent): void
  told(notification: Notification, unread: number): void
}

export interface Connection {
  watch(conversation: string | null): void
  typing(conversation: string, typing: boolean): void
  stop(): void
}

type Data = LiveEvent['data']

export function connect(cache: QueryClient, account: Account, listeners: Listeners): Connection {
  const state = useLive()
  const outbound = useOutbound()
  const recent = replayRecent(cache, () => account.staffId)
  const learn = learner(cache, account.staffId)
  let watched: string | null = null
  state.me = account.staffId

  const line = new Live<Data, Message>({
    client: 'desk',
    socketUrl: `${location.origin.replace(/^http/, 'ws')}/api/v1/live`,
    streamUrl: '/api/v1/events',
    since: account.seq,
    onWelcome({ resumed }) {
      state.forget()
      if (!resumed) void cache.invalidateQueries()
      // Nobody tells again what was told while the line was down.
      else void cache.invalidateQueries({ queryKey: keys.notifications })
      if (watched) line.send({ type: 'watch', conversation_id: watched })
      if (document.hidden) look()
      outbound.wake()
    },
    onEvent: hear,
    onMoment(frame) {
      if (frame.type !== 'notification') return moment(frame, cache)
      listeners.told(frame.notification as Notification, frame.unread)
    },
    onStatus(status) {
      state.connection = status === 'revoked' ? 'offline' : status
      if (status === 'revoked') listeners.revoked()
    },
  })

  function hear(frame: EventFrame<Data>) {
    const event: LiveEvent = frame
    recent.push(event)
    const unsure = apply(cache, event, account.staffId)
    learn(event, unsure)
    listeners.heard(event)
  }

  function delivered(message: Message) {
    const key = keys.thread(message.conversation_id)
    cache.setQueryData<Thread>(key, (thread) => thread && patchThread(thread, message, message.seq))
  }

  // What nobody sees tells nobody: then other devices of mine do.
  const look = () => void line.send({ type: 'on_screen', visible: !document.hidden })
  document.addEventListener('visibilitychange', look)

  outbound.start(`${account.shopId}.${account.staffId}`, line as Live<unknown, Message>, delivered)
  line.start()

  return {
    watch(conversation) {
      watched = conversation
      line.send({ type: 'watch', conversation_id: conversation })
    },
    typing: (conversation_id, typing) =>
      void line.send({ type: 'typing', conversation_id, typing }),
    stop() {
      document.removeEventListener('visibilitychange', look)
      line.stop()
      outbound.stop()
      recent.stop()
      state.forget()
    },
  }
}

const pressing = (views?: View[]) => views?.find(({ id }) => id === 'overdue')?.count

/** What presses follows from the time: when there is more or less of it, its list is asked for anew. */
function overdueMoved(cache: QueryClient, items: View[]) {
  const known = cache.getQueryData<{ items: View[] }>(keys.views)?.items
  if (pressing(known) !== pressing(items))
    void cache.invalidateQueries({ queryKey: keys.list({ view: 'overdue' }) })
}

function moment(frame: ServerFrame<Data, Message>, cache: QueryClient): void {
  const state = useLive()
  switch (frame.type) {
    case 'typing': {
      const { who, name = '', text } = frame
      if (who !== state.me)
        state.setTyping(frame.conversation_id, { who, name, text }, frame.typing)
      break
    }
    case 'presence':
      for (const seen of frame.staff) state.presence.set(seen.id, seen)
      break
    case 'viewers':
      state.viewers.set(frame.conversation_id, frame.staff_ids)
      break
    case 'customer_online':
      state.online.set(frame.customer_id, frame.online)
      break
    case 'views':
      overdueMoved(cache, frame.items as View[])
      cache.setQueryData<{ items: View[] }>(keys.views, (known) => ({
        ...known,
        items: frame.items as View[],
      }))
      // What a shift finds is counted as the lists are.
      void cache.invalidateQueries({ queryKey: keys.shift })
  }
}
