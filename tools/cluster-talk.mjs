// A buyer asks at one process, an agent hears and answers at the other, the buyer reads the answer and sends a file that
// the agent opens: printed as it goes.
import { randomUUID } from 'node:crypto'

const WITHIN_MS = 30_000
const [buyersSide, agentsSide, shop] = process.argv.slice(2)

/** What is being waited for: said when it does not come. */
let step = 'the shop page'
setTimeout(() => {
  console.error(`cluster: ${step}: nothing came within ${WITHIN_MS / 1000} s`)
  process.exit(1)
}, WITHIN_MS)

async function ask(method, url, body, headers = {}) {
  step = 'the buyer hears the agent'
const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body && JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`)
  return { headers: answer.headers, json: answer.status === 204 ? null : await answer.json() }
}

/** The frames of an event stream, as they come. */
async function* frames(url, headers) {
  const stream = await fetch(url, { headers: { accept: 'text/event-stream', ...headers } })
  if (!stream.ok) throw new Error(`${url}: ${stream.status}`)
  let rest = ''
  for await (const bytes of stream.body) {
    rest += Buffer.from(bytes).toString('utf8')
    const parts = rest.split('\n\n')
    rest = parts.pop()
    for (const part of parts) if (part.startsWith('data:')) yield JSON.parse(part.slice(5))
  }
}

async function heard(stream, text) {
  for await (const frame of stream) {
    if (frame.type === 'event' && frame.data?.message?.text === text) return frame.data.message
  }
  throw new Error('the stream ended')
}

const page = await (await fetch(shop)).text()
const key = /data-key="([^"]+)"/.exec(page)?.[1]
if (!key) throw new Error(`no widget on ${shop}`)
step = 'the buyer and the agent come in'
const visit = (await ask('POST', `${buyersSide}/api/v1/widget/session`, { key, locale: 'zh-CN', page: { url: `${shop}/`, title: '' } })).json
const buyer = { authorization: `Visitor ${visit.token}` }
const login = { email: 'xiaoman@sunnyeaves.example', password: 'sunny-eaves' }
const signedIn = await ask('POST', `${agentsSide}/api/v1/session`, login)
const agent = {
  cookie: signedIn.headers.get('set-cookie').split(';')[0],
  'x-csrf-token': signedIn.json.csrf_token,
}

step = 'the event streams begin'
const agentsStream = frames(`${agentsSide}/api/v1/events`, agent)
await agentsStream.next()
const buyersStream = frames(`${buyersSide}/api/v1/widget/events?token=${encodeURIComponent(visit.token)}`, buyer)
await buyersStream.next()

step = 'the agent hears the buyer'
const question = `两个进程，一家店，听得到吗？(${Date.now()})`
let since = performance.now()
const hearing = heard(agentsStream, question)
await ask('POST', `${buyersSide}/api/v1/widget/messages`, { client_id: randomUUID(), kind: 'text', text: question }, buyer)
const asked = await hearing
console.log(`  ${new URL(buyersSide).port}  buyer   ${question}`)
console.log(`  ${new URL(agentsSide).port}  agent   heard it after ${Math.round(performance.now() - since)} ms`)

step = 'the buyer hears the agent'
const answer = '听得到，我在另一个进程上。'
since = performance.now()
const reading = heard(buyersStream, answer)
const reply = { client_id: randomUUID(), kind: 'text', text: answer }
await ask('POST', `${agentsSide}/api/v1/conversations/${asked.conversation_id}/messages`, reply, agent)
await reading
console.log(`  ${new URL(agentsSide).port}  agent   ${answer}`)
console.log(`  ${new URL(buyersSide).port}  buyer   read it after ${Math.round(performance.now() - since)} ms`)
step = 'the agent opens the file of the buyer'
const form = new FormData()
form.append('file', new Blob(['身高 175，体重 70']), '尺码.txt')
const sent = await fetch(`${buyersSide}/api/v1/widget/files`, { method: 'POST', headers: buyer, body: form })
if (!sent.ok) throw new Error(`the file was refused: ${sent.status} ${await sent.text()}`)
const file = await sent.json()
const opened = await fetch(`${agentsSide}${file.url}`)
if (!opened.ok || (await opened.arrayBuffer()).byteLength !== file.size) throw new Error(`the file is not there: ${opened.status}`)
console.log(`  ${new URL(agentsSide).port}  agent   opened the file that the buyer sent to ${new URL(buyersSide).port}`)
process.exit(0)
