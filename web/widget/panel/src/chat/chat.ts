/**
 * One visitor's chat: its session, messages and line, as one state the view shows.
 *
 * Invariant: nothing reaches the server before the buyer opens the panel or comes back with a session.
 */
import { backoffMs } from '@zhanggui/api/backoff'
import { Live, type LiveStatus } from '@zhanggui/api/live'
import { Refused, Unreachable } from '@zhanggui/api/problem'
import type { EventFrame, ServerFrame } from '@zhanggui/api/frames'
import type { ShopPage } from '../../../shared/protocol'
import type { EventData, Message, Outlook } from './model'
import { Outgoing } from './outgoing'
import { refusedWith, type Server } from './server'
import { blank, type ChatState, fromShop, merge, unreadCount } from './state'
import { Store } from './store'
import { TypingNotice } from './typing_notice'

const PAGE = 30
const TYPING_SHOWN_MS = 6_000
/** So long what the shop said about itself, such as being there, is believed. */
const FRESH_MS = 60_000

export interface ChatEvents {
  /** The visitor has a session. */
  session(): void
  /** A new message of the shop. */
  message(message: Message): void
}

export class Chat {
  readonly store = new Store<ChatState>(blank)
  readonly outgoing: Outgoing
  live: Live<EventData, Message> | undefined
  /** Takes what is written along while it is written, where the shop may see it; empty once it ended. */
  along: ((text: string) => void) | undefined

  private readonly typingNotice = new TypingNotice((typing) => this.tellTyping(typing))
  private starting: Promise<void> | undefined
  private attempt = 0
  private since = 0
  private askedAt = 0
  private customerId = ''
  private identity: string | undefined
  private shopPage: ShopPage | undefined
  private typingTimer: ReturnType<typeof setTimeout> | undefined
  private toldRead = 0

  constructor(
    readonly server: Server,
    private locale: string,
    private readonly events: ChatEvents,
  ) {
    this.outgoing = new Outgoing({
      server,
      store: this.store,
      live: () => this.live,
      renew: () => this.renew(),
      said: () => this.said(),
    })
  }

  private get state(): ChatState {
    return this.store.value
  }

  /** Whether this visitor was here before. */
  get known(): boolean {
    return this.server.token !== undefined
  }

  start(): Promise<void> {
    this.starting ??= this.begin()
    return this.starting
  }

  async again(): Promise<void> {
    this.starting = undefined
    await this.start()
  }

  private async begin(): Promise<void> {
    this.store.set({ phase: 'starting' })
    this.outgoing.start()
    this.attempt += 1
    const attempt = this.attempt
    for (let failures = 1; ; failures += 1) {
      try {
        await this.openSession()
        break
      } catch (error) {
        if (attempt !== this.attempt) return
        if (error instanceof Refused) {
          this.store.set({ phase: 'closed' })
          return
        }
        const asked = error instanceof Unreachable ? (error.retryAfterSeconds ?? 0) * 1000 : 0
        await pause(Math.max(asked, backoffMs(failures)))
      }
    }
    // A later start, such as with another identity, took over.
    if (attempt !== this.attempt) return
    this.live?.stop()
    this.live = this.makeLive()
    this.live.start()
  }

  private async openSession(): Promise<void> {
    const opening = { locale: this.locale, page: this.shopPage }
    const session = await this.server
      .openSession({ ...opening, identity: this.identity })
      .catch((error) => {
        if (!this.identity || !refusedWith(error, 'invalid_identity')) throw error
        // The shop's word is not good (any more): serve an unknown buyer rather than none.
        this.identity = undefined
        return this.server.openSession(opening)
      })
    const stranger = this.customerId !== '' && this.customerId !== session.visitor.customer_id
    this.customerId = session.visitor.customer_id
    if (stranger) {
      this.toldRead = 0
      this.store.set({ messages: [], conversation: null, unreadAfter: null })
    }
    this.askedAt = Date.now()
    // Read before the messages: an event in between is told twice rather than never.
    this.since = session.seq
    const { inbox, conversation, queue } = session
    this.store.set({ inbox, conversation, queue })
    await this.loadLatest()
    this.store.set({ phase: 'ready' })
    this.events.session()
  }

  private async loadLatest(): Promise<void> {
    const page = await this.server.messages(null, PAGE)
    const oldest = page.items[0]?.seq ?? 0
    const reaches = this.state.messages.some((message) => message.seq >= oldest)
    // Unless the pages meet, older ones would leave a hole above the new.
    const known = reaches ? this.state.messages : []
    const hasOlder =
      known.length > 0 && known[0]!.seq < oldest ? this.state.hasOlder : page.has_more
    this.store.set({ messages: merge(known, page.items), hasOlder })
    this.count()
  }

  async loadOlder(): Promise<void> {
    const { hasOlder, loadingOlder, messages } = this.state
    const first = messages[0]
    if (!hasOlder || loadingOlder || !first) return
    this.store.set({ loadingOlder: true })
    try {
      const page = await this.server.messages(first.seq, PAGE)
      this.store.set({ messages: merge(this.state.messages, page.items), hasOlder: page.has_more })
    } catch {
      // Scrolling up again asks again.
    }
    this.store.set({ loadingOlder: false })
  }

  private makeLive(): Live<EventData, Message> {
    const base = `${location.host}/api/v1/widget`
    const secure = location.protocol === 'https:' ? 's' : ''
    return new Live<EventData, Message>({
      client: 'widget',
      socketUrl: `ws${secure}://${base}/live?key=${encodeURIComponent(this.server.key)}`,
      streamUrl: `http${secure}://${base}/events`,
      token: () => this.server.token,
      since: this.since,
      onEvent: (event) => this.apply(event),
      onMoment: (frame) => this.notice(frame),
      onStatus: (line) => this.lineIs(line),
      onWelcome: ({ resumed }) => {
        if (!resumed) void this.refresh()
      },
    })
  }

  async refreshIfOld(): Promise<void> {
    if (Date.now() - this.askedAt > FRESH_MS) await this.refresh()
  }

  private async refresh(): Promise<void> {
    try {
      await this.openSession()
    } catch {
      // The next welcome or opening asks again.
    }
  }

  private async renew(): Promise<void> {
    this.server.forget()
    await this.refresh()
  }

  private lineIs(line: LiveStatus): void {
    this.store.set({ line, ...(line !== 'online' && { typing: null }) })
    if (line === 'online') this.outgoing.wake()
    if (line !== 'revoked') return
    this.server.forget()
    void this.again()
  }

  private apply({ name, data }: EventFrame<EventData>): void {
    const { message, conversation } = data
    if (conversation) this.store.set({ conversation })
    if (message) {
      this.store.set({ messages: merge(this.state.messages, [message]) })
      if (fromShop(message) && name === 'message.created') {
        this.store.set({ typing: null })
        if (message.author === 'agent') this.someoneIsThere()
        this.events.message(message)
      }
    }
    this.count()
  }

  private notice(frame: ServerFrame<EventData, Message>): void {
    if (frame.type === 'queue') this.store.set({ queue: frame.place })
    if (frame.type === 'outlook') this.expect(frame.outlook)
    if (frame.type !== 'typing' || frame.who === 'customer') return
    clearTimeout(this.typingTimer)
    this.someoneIsThere()
    this.store.set({ typing: frame.typing ? (frame.name ?? '') : null })
    this.typingTimer = setTimeout(() => this.store.set({ typing: null }), TYPING_SHOWN_MS)
  }

  /** There is a session before there is a line. */
  private expect(outlook: Outlook): void {
    this.store.set({ inbox: { ...this.state.inbox!, outlook } })
  }

  /** Who writes is there. */
  private someoneIsThere(): void {
    const { outlook } = this.state.inbox!
    if (!outlook.online) this.expect({ ...outlook, online: true })
  }

  private count(): void {
    const { conversation, messages } = this.state
    this.store.set({ unread: unreadCount(messages, this.readSeq(conversation?.my_read_seq)) })
  }

  private readSeq(mine = 0): number {
    return Math.max(mine, this.toldRead)
  }

  setOpened(opened: boolean): void {
    if (opened) {
      if (this.state.phase === 'ready') void this.refreshIfOld()
      else void this.start()
      const read = this.readSeq(this.state.conversation?.my_read_seq)
      this.store.set({ opened, unreadAfter: this.state.unread ? read : null })
    } else {
      this.typingNotice.stop()
      this.store.set({ opened, unreadAfter: null })
    }
  }

  /** The buyer has the end of the thread before the eyes. */
  seen(): void {
    const last = this.state.messages.findLast(fromShop)
    if (!last || last.seq <= this.readSeq(this.state.conversation?.my_read_seq)) return
    this.toldRead = last.seq
    this.count()
    if (!this.live?.send({ type: 'read', seq: last.seq }))
      void this.server.read(last.seq).catch(() => {})
  }

  private said(): void {
    this.typingNotice.stop()
    this.store.set({ unreadAfter: null })
  }

  wrote(text: string): void {
    this.typingNotice.wrote(text)
    this.along?.(text)
  }

  private tellTyping(typing: boolean): void {
    if (!typing) this.along?.('')
    if (!this.state.conversation) return
    if (!this.live?.send({ type: 'typing', typing }))
      void this.server.typing(typing).catch(() => {})
  }

  page(page: ShopPage): void {
    this.shopPage = page
    this.store.set({ offer: page.product ?? null })
    if (this.state.phase === 'ready') void this.server.page(page).catch(() => {})
  }

  identify(token: string): void {
    this.identity = token
    if (this.starting) void this.again()
  }

  speak(locale: string): void {
    if (this.locale === locale) return
    this.locale = locale
    // The greeting comes in the buyer's language.
    if (this.state.phase === 'ready') void this.refresh()
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
