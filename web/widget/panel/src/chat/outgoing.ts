/** What the buyer sends: kept in the outbox, delivered by the socket where there is one, else by POST. */
import type { Live } from '@zhanggui/api/live'
import { Outbox, type OutboxBody, type OutboxEntry, type Tell } from '@zhanggui/api/outbox'
import { Unreachable } from '@zhanggui/api/problem'
import type { EventData, Message } from './model'
import { refusedWith, type Server } from './server'
import { type ChatState, merge } from './state'
import type { Store } from './store'

/** What the server shows inline; any other file is a download. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

interface Way {
  store: Store<ChatState>
  server: Server
  live(): Live<EventData, Message> | undefined
  /** The session ended: open another one. */
  renew(): Promise<void>
  /** The buyer has said something. */
  said(): void
}

export class Outgoing {
  private outbox: Outbox<Message> | undefined

  constructor(private readonly way: Way) {}

  /** Sends what an earlier page left, and from now on what is written. */
  start(): void {
    const { store, server } = this.way
    this.outbox ??= new Outbox<Message>({
      name: `zhanggui.outbox.${server.key}`,
      deliver: (entry, tell) => this.deliver(entry, tell),
      onChange: (waiting) => store.set({ waiting }),
      onDelivered: (message) => store.set({ messages: merge(store.value.messages, [message]) }),
      onProgress: (clientId, share) =>
        store.set({ progress: { ...store.value.progress, [clientId]: share } }),
    })
  }

  /** The way is open again. */
  wake(): void {
    this.outbox?.wake()
  }

  send(body: OutboxBody, file?: File): void {
    this.start()
    this.way.said()
    // One visitor has one thread.
    void this.outbox?.add('mine', body, file)
  }

  sendFile(file: File): void {
    this.send({ kind: PICTURES.has(file.type) ? 'image' : 'file' }, file)
  }

  sendOffer(): void {
    const { offer } = this.way.store.value
    if (!offer) return
    this.send({ kind: 'card', card: { type: 'product', ...offer } })
    this.dropOffer()
  }

  dropOffer(): void {
    this.way.store.set({ offer: null })
  }

  retry(clientId: string): void {
    void this.outbox?.retry(clientId)
  }

  discard(clientId: string): void {
    void this.outbox?.discard(clientId)
  }

  private async deliver(entry: OutboxEntry, tell: Tell): Promise<Message> {
    const { store, server, live, renew } = this.way
    if (store.value.phase !== 'ready') throw new Unreachable()
    const { client_id } = entry
    const body = { ...entry.body }
    try {
      if (entry.file && !body.file_id) {
        body.file_id = (await server.upload(entry.file, client_id, tell.progress)).id
        await tell.uploaded(body.file_id)
      }
      const line = live()
      return await (line?.duplex
        ? line.post({ type: 'send', client_id, ...body })
        : server.post({ client_id, ...body }))
    } catch (error) {
      if (!refusedWith(error, 401)) throw error
      // The session ended, not the message.
      await renew()
      throw new Unreachable()
    }
  }
}
