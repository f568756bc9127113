/** One caller of the HTTP API, as staff or as a visitor, without a browser. */
import { createHmac } from 'node:crypto'

/** A part of a JSON Web Token. */
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

export class Api {
  private cookie = ''
  private csrf = ''
  private visitor = ''

  constructor(private readonly origin: string) {}

  async request<T>(method: string, path: string, body?: object | FormData): Promise<T> {
    const json = body !== undefined && !(body instanceof FormData)
    const response = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers: {
        ...(this.cookie && { cookie: this.cookie, 'x-csrf-token': this.csrf }),
        ...(this.visitor && { authorization: `Visitor ${this.visitor}` }),
        ...(json && { 'content-type': 'application/json' }),
      },
      ...(body && { body: json ? JSON.stringify(body) : body }),
    })
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    }
    this.cookie = response.headers.get('set-cookie')?.split(';')[0] ?? this.cookie
    return (response.status === 204 ? undefined : await response.json()) as T
  }

  post<T>(path: string, body: object | FormData = {}): Promise<T> {
    return this.request('POST', path, body)
  }

  put<T>(path: string, body: object): Promise<T> {
    return this.request('PUT', path, body)
  }

  get<T>(path: string): Promise<T> {
    return this.request('GET', path)
  }

  /** Enters by set-up, sign-in or an invitation: all answer with who that is. */
  async enter(path: string, body: object): Promise<Me> {
    const me = await this.post<Me>(path, body)
    this.csrf = me.csrf_token
    return me
  }

  /** Opens the widget as a new visitor. */
  async visit(key: string, url: string, title = '羽绒被 双人四季被'): Promise<void> {
    const opening = { key, locale: 'zh-CN', page: { url, title } }
    this.visitor = (await this.post<{ token: string }>('/widget/session', opening)).token
  }

  /** Opens the widget as somebody whom the shop vouches for, by the inbox's secret. */
  async visitAs(key: string, secret: string, sub: string, name: string): Promise<void> {
    const claims = { sub, name, exp: Math.floor(Date.now() / 1000) + 3600 }
    const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
    const identity = `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
    const opening = { key, locale: 'zh-CN', identity }
    this.visitor = (await this.post<{ token: string }>('/widget/session', opening)).token
  }

  /** Says something as that visitor. */
  say(text: string): Promise<Message> {
    return this.post('/widget/messages', { client_id: crypto.randomUUID(), kind: 'text', text })
  }
}

export interface Me {
  csrf_token: string
  staff: { id: string; name: string }
}

export interface Message {
  id: string
  conversation_id: string
  seq: number
  kind: string
  text: string | null
}
