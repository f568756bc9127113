// Lets the assist panel open without a network: it keeps the page and the files that the page is made of. Answers, and
// everything else under /api, pass it by.
const SHELF = 'zg-assist'
const PAGE = '/assist'
const BESIDE = ['/theme.js', '/mark.svg']
const isAsset = (path) => typeof path === 'string' && /^\/assets\/[\w.-]+$/.test(path)

addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

// The page knows best what it has loaded.
addEventListener('message', (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keep(event.data.keep.filter(isAsset)))
})

addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (isAsset(pathname)) event.respondWith(keptOr(request))
  else if (pathname === PAGE ? request.mode === 'navigate' : BESIDE.includes(pathname))
    event.respondWith(newOr(request, pathname))
})

/** An asset's name changes with its content: a kept one is never old. */
async function keptOr(request) {
  return (await caches.match(request, { cacheName: SHELF, ignoreVary: true })) ?? fetch(request)
}

async function newOr(request, path) {
  try {
    return await fetch(request)
  } catch {
    return (await caches.match(path, { cacheName: SHELF, ignoreVary: true })) ?? Response.error()
  }
}

/** The page comes last, so that it never names a file that is not there; then what no page names goes. */
async function keep(assets) {
  const shelf = await caches.open(SHELF)
  for (const path of assets) if (!(await shelf.match(path))) await shelf.add(path)
  for (const path of [...BESIDE, PAGE]) await shelf.add(path)
  const wanted = new Set([...assets, ...BESIDE, PAGE])
  for (const request of await shelf.keys())
    if (!wanted.has(new URL(request.url).pathname)) await shelf.delete(request)
}
