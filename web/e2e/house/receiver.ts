/** A system of the shop that webhooks tell. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'

export interface Got {
  headers: IncomingHttpHeaders
  body: string
}

export class Receiver {
  readonly got: Got[] = []
  /** What it answers from now on. */
  status = 200

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Receiver> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const receiver = new Receiver(server, `http://127.0.0.1:${port}/hook`)
    server.on('request', async (request, response) => {
      const pieces: Buffer[] = []
      for await (const piece of request) pieces.push(piece as Buffer)
      receiver.got.push({ headers: request.headers, body: Buffer.concat(pieces).toString() })
      response.writeHead(receiver.status).end('received')
    })
    return receiver
  }

  async stop(): Promise<void> {
    this.server.close()
    await once(this.server, 'close')
  }
}
