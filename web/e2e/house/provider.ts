/** The accounts of a company (OpenID Connect): its people choose themselves on one page. */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Person {
  name: string
  email: string
}

interface Grant {
  asked: URLSearchParams
  person: Person
}

const CLIENT_ID = 'zhanggui'
const CLIENT_SECRET = 'secret-of-the-provider'
const KEY_ID = 'k-1'
const TOKEN_SECONDS = 300

export class Provider {
  readonly clientId = CLIENT_ID
  readonly clientSecret = CLIENT_SECRET
  /** Where it sends browsers back to: as registered there, and nowhere else. */
  redirectUrl = ''
  private readonly key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  private readonly grants = new Map<string, Grant>()

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
    private readonly people: Person[],
  ) {}

  static async start(people: Person[]): Promise<Provider> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const provider = new Provider(server, `http://127.0.0.1:${port}`, people)
    server.on('request', (request, response) => void provider.answer(request, response))
    return provider
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.issuer)
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return json(response, 200, {
          issuer: this.issuer,
          authorization_endpoint: `${this.issuer}/authorize`,
          token_endpoint: `${this.issuer}/token`,
          jwks_uri: `${this.issuer}/keys`,
        })
      case '/keys':
        return json(response, 200, {
          keys: [{ ...this.key.publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig' }],
        })
      case '/authorize':
        return this.authorize(searchParams, response)
      case '/token':
        return this.exchange(request, new URLSearchParams(await text(request)), response)
      default:
        return json(response, 404, {})
    }
  }

  /** Asks who it is; with the answer, goes back with a code. */
  private authorize(asked: URLSearchParams, response: ServerResponse): void {
    const fits =
      asked.get('client_id') === CLIENT_ID &&
      asked.get('redirect_uri') === this.redirectUrl &&
      asked.get('response_type') === 'code' &&
      asked.get('code_challenge_method') === 'S256'
    if (!fits) return json(response, 400, { error: 'invalid_request' })
    const chosen = asked.get('chosen')
    const person = chosen === null ? undefined : this.people[Number(chosen)]
    if (!person) {
      const head = { 'content-type': 'text/html; charset=utf-8' }
      response.writeHead(200, head).end(page(this.people, asked))
      return
    }
    const code = randomUUID()
    this.grants.set(code, { asked, person })
    const back = new URL(this.redirectUrl)
    back.search = String(new URLSearchParams({ state: asked.get('state') ?? '', code }))
    response.writeHead(303, { location: back.href }).end()
  }

  private exchange(request: IncomingMessage, form: URLSearchParams, response: ServerResponse) {
    const known = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')
    if (request.headers.authorization !== `Basic ${known}`) {
      return json(response, 401, { error: 'invalid_client' })
    }
    const code = form.get('code') ?? ''
    const grant = this.grants.get(code)
    this.grants.delete(code)
    const verifier = createHash('sha256').update(form.get('code_verifier') ?? '')
    if (!grant || verifier.digest('base64url') !== grant.asked.get('code_challenge')) {
      return json(response, 400, { error: 'invalid_grant' })
    }
    return json(response, 200, {
      access_token: 'of no use here',
      token_type: 'Bearer',
      id_token: this.idToken(grant),
    })
  }

  private idToken({ asked, person }: Grant): string {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: this.issuer,
      aud: CLIENT_ID,
      sub: `account of ${person.email}`,
      iat: now,
      exp: now + TOKEN_SECONDS,
      nonce: asked.get('nonce'),
      name: person.name,
      email: person.email,
      email_verified: true,
    }
    const signed = `${part({ alg: 'ES256', kid: KEY_ID })}.${part(claims)}`
    const key = { key: this.key.privateKey, dsaEncoding: 'ieee-p1363' as const }
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
  }
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const page = (people: Person[], asked: URLSearchParams) => `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8" />
    <title>公司账号</title>
    <link rel="icon" href="data:," />
  </head>
  <body>
    <h1>您是哪位？</h1>
    <ul>${people.map(({ name }, n) => `<li><a href="?${query(asked, n)}">${name}</a></li>`).join('')}</ul>
  </body>
</html>`

const query = (asked: URLSearchParams, chosen: number) =>
  String(new URLSearchParams([...asked, ['chosen', String(chosen)]])).replaceAll('&', '&amp;')
