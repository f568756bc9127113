// Tells whoever closed the desk what happened, and opens it there when the note is touched. It answers no requests.
// `WORDS` is put before this by the build.
const ANSWERS_WITHIN_MS = 800

addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('push', (event) => event.waitUntil(tell(read(event.data))))
addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data ?? {}))
})

/** What cannot be read still has to be shown: a browser takes the right away from those who show nothing. */
function read(data) {
  try {
    return data?.json() ?? {}
  } catch {
    return {}
  }
}

const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined)

const isDesk = (client) => {
  const { pathname } = new URL(client.url)
  return !/^\/(assist|docs|api|try|widget|help)\b/.test(pathname)
}
const windows = async () =>
  (await clients.matchAll({ type: 'window', includeUncontrolled: true })).filter(isDesk)

/** A desk in sight has told it already. */
async function tell(note) {
  const isTest = !note.kind
  const seen = (await windows()).some(({ visibilityState }) => visibilityState === 'visible')
  if (seen && !isTest) return
  const words = own(WORDS, note.locale) ?? WORDS['zh-CN']
  await registration.showNotification(words.product, {
    body: sentence(note, words),
    lang: note.locale,
    tag: note.id ?? 'test',
    renotify: true,
    icon: '/icon-192.png',
    data: { path: note.path, id: note.id },
  })
}

function sentence(note, words) {
  const forms = own(words.told, note.kind)
  if (!forms || typeof forms === 'string') return words.test
  const number = note.conversations > 1 ? 'many' : 'one'
  const form = note.kind === 'follow_up' ? (note.by ? 'asked' : 'own') : number
  const fill = { name: note.name ?? words.somebody, by: note.by ?? words.colleague }
  const count = { count: String(note.conversations) }
  const text = forms[form].replace(/\{(\w+)\}/g, (_, gap) => ({ ...fill, ...count })[gap] ?? '')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Opens it in a desk that is there, else in a new one, which finds in its address what it was opened for. */
async function open({ path, id }) {
  const goal = typeof path === 'string' && /^\/(desk|settings)\//.test(path) ? path : '/desk'
  for (const desk of await windows()) {
    if (!(await goes(desk, goal, id))) continue
    await desk.focus()
    return
  }
  await clients.openWindow(id ? `${goal}?told=${encodeURIComponent(id)}` : goal)
}

/** Whether the page in a window says that it goes there. */
function goes(desk, path, id) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => resolve(true), { once: true })
    port1.start()
    setTimeout(() => resolve(false), ANSWERS_WITHIN_MS)
    desk.postMessage({ open: path, id }, [port2])
  })
}
