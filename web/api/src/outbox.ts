/**
 * Messages on their way out, kept over reloads and shared by the tabs of one browser.
 *
 * Invariants: an entry leaves the outbox only when the server has made it durable or its writer discards it; one
 * tab at a time sends (the leader); within a conversation messages go one after the other, in the order they were
 * written. A send whose answer was lost is repeated under the same client id, which the server stores once.
 */
import { backoffMs } from './backoff'
import type { MessageKind, Send } from './frames'
import { openStore, type OutboxStore } from './outbox_store'
import { type Problem, Refused, Unreachable } from './problem'

export type OutboxState = 'queued' | 'sending' | 'failed'

/** What is sent; `file_id` is known once the file is uploaded. */
export type OutboxBody = Omit<Send, 'type' | 'client_id' | 'conversation_id' | 'kind'> & {
  kind: MessageKind
}

export interface OutboxEntry {
  /** The idempotency key. */
  client_id: string
  /** Orders: one conversation waits for its own messages only. */
  conversation_id: string
  body: OutboxBody
  /** To be uploaded before the message is sent. */
  file?: File
  state: OutboxState
  problem?: Problem
  written_at: number
}

export interface OutboxOptions<Message> {
  /** Names the database, the lock and the channel: one per account or visitor. */
  name: string
  /** Resolves when the server has it durably; throws `Refused` or `Unreachable`. `uploaded` remembers a stored file. */
  deliver: (entry: OutboxEntry, tell: Tell) => Promise<Message>
  /** What waits, oldest first: called after every change, in every tab. */
  onChange: (entries: readonly OutboxEntry[]) => void
  onDelivered: (message: Message, entry: OutboxEntry) => void
  /** 0–1, of a file on its way. */
  onProgress?: (clientId: string, share: number) => void
  store?: OutboxStore
}

export interface Tell {
  progress(share: number): void
  uploaded(fileId: string): Promise<void>
}

type Note<Message> =
  | { type: 'changed' }
  | { type: 'wake' }
  | { type: 'progress'; client_id: string; share: number }
  | { type: 'delivered'; message: Message; entry: OutboxEntry }

export class Outbox<Message = unknown> {
  entries: readonly OutboxEntry[] = []

  private store!: OutboxStore
  private readonly channel: BroadcastChannel | undefined
  private readonly busy = new Set<string>()
  private leads = false
  private failures = 0
  private lastWrittenAt = 0
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private stepDown: () => void = () => {}
  private readonly ending = new AbortController()
  private readonly opened: Promise<void>

  constructor(private readonly options: OutboxOptions<Message>) {
    this.channel = globalThis.BroadcastChannel ? new BroadcastChannel(options.name) : undefined
    this.channel?.addEventListener(
      'message',
      (event) => void this.hear(event.data as Note<Message>),
    )
    this.opened = this.open()
  }

  private async open(): Promise<void> {
    this.store = this.options.store ?? (await openStore(this.options.name))
    await this.reload()
    this.campaign()
  }

  /** Keeps a message until the server has it. Resolves when it is safe from a reload. */
  async add(
    conversationId: string,
    body: OutboxBody,
    file?: File,
    clientId: string = newId(),
  ): Promise<string> {
    await this.opened
    this.lastWrittenAt = Math.max(Date.now(), this.lastWrittenAt + 1)
    await this.put({
      client_id: clientId,
      conversation_id: conversationId,
      body,
      ...(file && { file }),
      state: 'queued',
      written_at: this.lastWrittenAt,
    })
    this.wake()
    return clientId
  }

  /** Sends a failed message once more, with changes when the writer made a choice. */
  async retry(clientId: string, change: Partial<OutboxBody> = {}): Promise<void> {
    await this.opened
    const entry = this.entries.find((one) => one.client_id === clientId)
    if (!entry) return
    const { problem: _, ...rest } = entry
    await this.put({ ...rest, body: { ...entry.body, ...change }, state: 'queued' })
    this.wake()
  }

  async discard(clientId: string): Promise<void> {
    await this.opened
    await this.store.remove(clientId)
    await this.changed()
  }

  /** The way is open again: try at once. */
  wake(): void {
    this.failures = 0
    if (this.leads) this.pump()
    else this.say({ type: 'wake' })
  }

  stop(): void {
    this.ending.abort()
    clearTimeout(this.retryTimer)
    this.leads = false
    this.stepDown()
    this.channel?.close()
  }

  private campaign(): void {
    const lead = async () => {
      if (this.ending.signal.aborted) return
      this.leads = true
      await this.takeOver()
      await new Promise<void>((resolve) => (this.stepDown = resolve))
    }
    const locks = globalThis.navigator?.locks
    // Without locks, or where they are denied, every tab sends; the client ids keep it to one message each.
    if (!locks) void lead()
    else
      void locks
        .request(this.options.name, { signal: this.ending.signal }, lead)
        .catch(() => (this.leads ? undefined : lead()))
  }

  private async takeOver(): Promise<void> {
    await this.reload()
    // The tab that was sending is gone, and nobody knows how far it came.
    for (const entry of this.entries) {
      if (entry.state === 'sending') await this.put({ ...entry, state: 'queued' })
    }
    this.pump()
  }

  private pump(): void {
    clearTimeout(this.retryTimer)
    if (!this.leads) return
    for (const entry of this.entries) {
      if (entry.state !== 'queued' || this.busy.has(entry.conversation_id)) continue
      this.busy.add(entry.conversation_id)
      void this.deliver(entry)
    }
  }

  private async deliver(entry: OutboxEntry): Promise<void> {
    let sending: OutboxEntry = { ...entry, state: 'sending' }
    const tell: Tell = {
      progress: (share) => this.say({ type: 'progress', client_id: entry.client_id, share }, true),
      uploaded: async (fileId) => {
        const { file: _, ...rest } = sending
        sending = { ...rest, body: { ...sending.body, file_id: fileId } }
        await this.put(sending)
      },
    }
    try {
      await this.put(sending)
      const message = await this.options.deliver(sending, tell)
      await this.store.remove(entry.client_id)
      this.failures = 0
      this.say({ type: 'delivered', message, entry: sending }, true)
    } catch (error) {
      await this.setBack(sending, error)
    }
    this.busy.delete(entry.conversation_id)
    await this.changed()
    if (this.failures === 0) this.pump()
  }

  private async setBack(entry: OutboxEntry, error: unknown): Promise<void> {
    const discarded = !this.entries.some((one) => one.client_id === entry.client_id)
    if (discarded) return
    if (error instanceof Refused) {
      await this.put({ ...entry, state: 'failed', problem: error.problem })
      return
    }
    await this.put({ ...entry, state: 'queued' })
    this.failures += 1
    const asked = error instanceof Unreachable ? (error.retryAfterSeconds ?? 0) * 1000 : 0
    clearTimeout(this.retryTimer)
    this.retryTimer = setTimeout(() => this.pump(), Math.max(asked, backoffMs(this.failures)))
  }

  private async put(entry: OutboxEntry): Promise<void> {
    await this.store.put(entry)
    await this.changed()
  }

  private async changed(): Promise<void> {
    await this.reload()
    this.say({ type: 'changed' })
  }

  private async reload(): Promise<void> {
    const entries = await this.store.all()
    this.entries = entries.sort((a, b) => a.written_at - b.written_at)
    this.options.onChange(this.entries)
  }

  private say(note: Note<Message>, here = false): void {
    if (!this.ending.signal.aborted) this.channel?.postMessage(note)
    if (here) void this.hear(note)
  }

  private async hear(note: Note<Message>): Promise<void> {
    switch (note.type) {
      case 'progress':
        this.options.onProgress?.(note.client_id, note.share)
        break
      case 'delivered':
        this.options.onDelivered(note.message, note.entry)
        break
      case 'changed':
        await this.opened
        await this.reload()
        break
      case 'wake':
        if (this.leads) {
          await this.reload()
          this.wake()
        }
    }
  }
}

/** `crypto.randomUUID` exists on secure origins only. */
function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
