/** The real server, on a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const BUILT = fileURLToPath(new URL('../../../target/debug/zhanggui', import.meta.url))
const READY_WITHIN_MS = 20_000

export class Server {
  private child: ChildProcess | undefined
  private log = ''

  private constructor(
    private readonly data: string,
    private readonly port: number,
    private readonly command: string[],
  ) {}

  static async start(command = ['serve']): Promise<Server> {
    const data = await mkdtemp(join(tmpdir(), 'zhanggui-e2e-'))
    const server = new Server(data, await freePort(), command)
    await server.run()
    return server
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** What it has printed so far. */
  get printed(): string {
    return this.log
  }

  /** Starts it, again after `halt`, on the same folder and port. */
  async run(): Promise<void> {
    const program = process.env['ZHANGGUI_BIN'] ?? BUILT
    const place = ['--data', this.data, '--listen', `127.0.0.1:${this.port}`]
    this.child = spawn(program, [...place, ...this.command], { env: environment() })
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.log += text))
    }
    await this.ready()
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS
    while (this.child?.exitCode === null && Date.now() < deadline) {
      const answer = await fetch(`${this.origin}/health/ready`).catch(() => undefined)
      if (answer?.ok) return
      await pause(50)
    }
    throw new Error(`the server did not come up:\n${this.log}`)
  }

  /** Stops it as an operator would; its data stay. */
  async halt(): Promise<void> {
    const { child } = this
    if (!child || child.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }

  async stop(): Promise<void> {
    await this.halt()
    await rm(this.data, { recursive: true, force: true })
  }
}

/**
 * Settings of the person who runs the tests do not reach the server; one machine plays all visitors, and the
 * systems that webhooks tell.
 */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('ZHANGGUI_'))
  return {
    ...Object.fromEntries(own),
    ZHANGGUI_RATE_LIMITS: 'false',
    ZHANGGUI_EGRESS_ALLOW: '127.0.0.1',
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
