/** A push service and the half of a browser that reads what it carries (RFC 8291): the browser of a story has neither. */
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'

export interface Note {
  id?: string
  locale: string
  kind: string | null
  name: string | null
  by: string | null
  path: string
}

const expand = (secret: Buffer, salt: Buffer, info: Buffer | string, length: number) =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, length))

export class PushService {
  /** What came, as the browser reads it. */
  readonly notes: Note[] = []
  private readonly key = createECDH('prime256v1')
  private readonly secret = randomBytes(16)

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {
    this.key.generateKeys()
  }

  static async start(): Promise<PushService> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const service = new PushService(server, `http://127.0.0.1:${port}`)
    server.on('request', async (request, response) => {
      const pieces: Buffer[] = []
      for await (const piece of request) pieces.push(piece as Buffer)
      service.notes.push(service.read(Buffer.concat(pieces)))
      response.writeHead(201).end()
    })
    return service
  }

  /** What the browser's own push service would have given its page. */
  get subscription() {
    return {
      endpoint: `${this.origin}/push/1`,
      keys: {
        p256dh: this.key.getPublicKey().toString('base64url'),
        auth: this.secret.toString('base64url'),
      },
    }
  }

  private read(body: Buffer): Note {
    const salt = body.subarray(0, 16)
    const theirs = body.subarray(21, 21 + body[20]!)
    const record = body.subarray(21 + body[20]!)
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.key.getPublicKey(), theirs])
    const material = expand(this.key.computeSecret(theirs), this.secret, info, 32)
    const cipher = createDecipheriv(
      'aes-128-gcm',
      expand(material, salt, 'Content-Encoding: aes128gcm\0', 16),
      expand(material, salt, 'Content-Encoding: nonce\0', 12),
    )
    cipher.setAuthTag(record.subarray(-16))
    const text = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()])
    return JSON.parse(text.subarray(0, text.lastIndexOf(2)).toString()) as Note
  }

  async stop(): Promise<void> {
    this.server.close()
    this.server.closeAllConnections()
    await once(this.server, 'close')
  }
}
