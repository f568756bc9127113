/** A shop's own site: one product page with the widget's script tag, on another origin than the server. */
import { once } from 'node:events'
import { createServer } from 'node:http'

export interface Site {
  url: string
  /** The same page on a host that the browser holds to be another site than the server's. */
  foreignUrl: string
  close(): Promise<void>
}

export async function openSite(origin: string, key: string): Promise<Site> {
  const server = createServer((request, response) => {
    if (request.url === '/favicon.ico') {
      response.writeHead(204).end()
      return
    }
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      // As strict a page as a shop may have.
      'content-security-policy': `default-src 'self'; script-src ${origin}; frame-src ${origin}`,
    })
    response.end(page(origin, key))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}/`,
    foreignUrl: `http://localhost:${port}/`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const page = (origin: string, key: string) => `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>羽绒被 双人四季被 - 云棉家纺</title>
  </head>
  <body>
    <h1>羽绒被 双人四季被</h1>
    <p>¥699.00</p>
    <script async src="${origin}/widget.js" data-key="${key}"></script>
  </body>
</html>
`
