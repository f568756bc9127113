/**
 * Weighs what browsers load, gzipped, and fails when a part has become too heavy.
 *
 *   node tools/budget.mjs            all that is built
 *   node tools/budget.mjs widget     one part: widget or desk
 */
import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const KB = 1024
const LIMITS = {
  loader: 3 * KB,
  panel: 20 * KB,
  words: 1.2 * KB,
  deskFirstLoad: 180 * KB,
  assistFirstLoad: 110 * KB,
  lazyChunk: 240 * KB,
}

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const weigh = (path) => gzipSync(readFileSync(path), { level: 9 }).length
const sum = (paths) => paths.reduce((total, path) => total + weigh(path), 0)

/** The scripts and styles that a page names itself, and what those scripts import at once. */
function firstLoad(page, root) {
  const html = readFileSync(page, 'utf8')
  const named = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, url]) => url)
  const seen = new Set()
  const visit = (path) => {
    if (seen.has(path)) return
    seen.add(path)
    if (!path.endsWith('.js')) return
    const code = readFileSync(path, 'utf8')
    for (const [, url] of code.matchAll(/(?:\bfrom|\bimport)\s*["'`](\.[^"'`]+\.js)["'`]/g)) {
      visit(join(dirname(path), url))
    }
  }
  for (const url of named) visit(join(root, url))
  return [...seen]
}

function scriptsUnder(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(folder, name))
}

const isWords = (path) => /assets[\\/](zh|en)\b/.test(path)

function widget() {
  const root = join(dist, 'widget')
  const panel = firstLoad(join(root, 'panel.html'), dist)
  const rest = scriptsUnder(join(root, 'assets')).filter((path) => !panel.includes(path))

  return [
    ['widget: loader', weigh(join(root, 'widget.js')), LIMITS.loader],
    ['widget: panel, scripts and styles', sum(panel), LIMITS.panel],
    ...rest.map((path) => [
      `widget: ${path.slice(root.length + 1)}`,
      weigh(path),
      isWords(path) ? LIMITS.words : LIMITS.lazyChunk,
    ]),
  ]
}

function desk() {
  const root = join(dist, 'desk')
  const first = firstLoad(join(root, 'index.html'), root)
  const assist = firstLoad(join(root, 'assist.html'), root)
  const heaviest = scriptsUnder(join(root, 'assets'))
    .filter((path) => !first.includes(path) && !assist.includes(path))
    .map((path) => [`desk: ${path.slice(root.length + 1)}`, weigh(path), LIMITS.lazyChunk])
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
  return [
    ['desk: first load', sum(first), LIMITS.deskFirstLoad],
    ['desk: first load of the assist panel', sum(assist), LIMITS.assistFirstLoad],
    ...heaviest,
  ]
}

const parts = { widget, desk }
const asked = process.argv.slice(2)
const rows = Object.entries(parts)
  .filter(([name]) => (asked.length ? asked.includes(name) : existsSync(join(dist, name))))
  .flatMap(([, measure]) => measure())

const inKb = (bytes) => `${(bytes / KB).toFixed(2)} KB`
for (const [name, bytes, limit] of rows) {
  const mark = bytes > limit ? 'OVER' : 'ok'
  process.stdout.write(
    `${mark.padEnd(5)}${inKb(bytes).padStart(10)} of ${inKb(limit).padStart(9)}  ${name}\n`,
  )
}
if (rows.some(([, bytes, limit]) => bytes > limit)) process.exitCode = 1
