/** The requests of a visitor. */
import { failureOf, type Problem, Refused, Unreachable } from '@zhanggui/api/problem'
import { keep, read } from '../kept'
import { loadExtras } from '../view/extras'
import type { ShopPage } from '../../../shared/protocol'
import type { Message, MessagePage, Session, StoredFile } from './model'

const BASE = '/api/v1/widget'

export interface Opening {
  locale: string
  page?: ShopPage
  identity?: string
}

export class Server {
  constructor(readonly key: string) {}

  private get slot(): string {
    return `zhanggui.visitor.${this.key}`
  }

  /** Kept beside the cookie: browsers may refuse cookies in a shop's frame. */
  get token(): string | undefined {
    return read(this.slot)
  }

  forget(): void {
    keep(this.slot, undefined)
  }

  /** Two tabs that start together must become one visitor. */
  openSession(opening: Opening): Promise<Session> {
    const ask = async () => {
      const { page, ...rest } = opening
      const session = await this.request<Session>('POST', '/session', {
        ...rest,
        key: this.key,
        token: this.token,
        page: page && { url: page.url, title: page.title },
      })
      keep(this.slot, session.token)
      return session
    }
    if (!navigator.locks) return ask()
    return navigator.locks.request(this.slot, ask).catch((error: unknown) => {
      // Browsers that refuse storage to a shop's frame refuse locks too; there each tab is its own visitor.
      if (error instanceof DOMException && error.name === 'SecurityError') return ask()
      throw error
    })
  }

  messages(before: number | null, limit: number): Promise<MessagePage> {
    const query = new URLSearchParams({ limit: `${limit}` })
    if (before !== null) query.set('before', `${before}`)
    return this.request('GET', `/messages?${query}`)
  }

  post(message: object): Promise<Message> {
    return this.request('POST', '/messages', message)
  }

  async upload(
    file: File,
    clientId: string,
    progress: (share: number) => void,
  ): Promise<StoredFile> {
    const { upload } = await loadExtras()
    return upload(`${BASE}/files`, file, clientId, this.authorization(), progress)
  }

  read(seq: number): Promise<void> {
    return this.request('POST', '/read', { seq })
  }

  /** Whether an automatic answer helped; null takes it back. */
  rate(id: string, helpful: boolean | null): Promise<Message> {
    return this.request('PUT', `/messages/${id}/rating`, { helpful })
  }

  typing(typing: boolean): Promise<void> {
    return this.request('POST', '/typing', { typing })
  }

  page({ url, title }: ShopPage): Promise<void> {
    return this.request('POST', '/page', { url, title })
  }

  private authorization(): Record<string, string> {
    return this.token ? { authorization: `Visitor ${this.token}` } : {}
  }

  private async request<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(BASE + path, {
      method,
      headers: { ...this.authorization(), ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new Unreachable()
    })
    const told: unknown =
      response.status === 204 ? undefined : await response.json().catch(() => undefined)
    if (response.ok) return told as T
    throw failureOf(response.status, told, response.headers.get('retry-after'))
  }
}

export function refusedWith(error: unknown, ...codes: (string | number)[]): error is Refused {
  if (!(error instanceof Refused)) return false
  const { status, code }: Problem = error.problem
  return codes.includes(status) || codes.includes(code)
}
