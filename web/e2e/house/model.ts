/** A language model of a shop: chat completions, streamed a few characters at a time. */
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'

const PIECE_MS = 15
const KEY = 'sk-of-the-model'

export class Model {
  readonly name = 'small-1'
  readonly key = KEY
  /** What it says from now on; none: it fails. */
  words: string | null = ''
  /** Says the beginning and nothing more. */
  stalls = false
  /** What it was asked, in the order it was. */
  readonly asked: { system: string; data: string }[] = []

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Model> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const model = new Model(server, `http://127.0.0.1:${port}/v1`)
    server.on('request', async (request, response) => {
      const body = JSON.parse(await text(request)) as Asked
      const shown = request.headers.authorization === `Bearer ${KEY}`
      if (!shown) return fail(response, 401, 'wrong key')
      model.asked.push({
        system: body.messages[0]!.content,
        data: body.messages.at(-1)!.content,
      })
      await model.answer(response)
    })
    return model
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  private async answer(response: ServerResponse): Promise<void> {
    if (this.words === null) return fail(response, 500, 'out of order')
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const content of this.words.match(/.{1,4}/gsu) ?? []) {
      response.write(event({ choices: [{ delta: { content } }] }))
      await pause(PIECE_MS)
    }
    if (this.stalls) return
    response.write(event({ choices: [], usage: { total_tokens: 120 } }))
    response.end('data: [DONE]\n\n')
  }
}

interface Asked {
  messages: { role: string; content: string }[]
}

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`

function fail(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { message } }))
}
