/** The worker that tells whoever closed the desk: it loads nothing, so the build hands it the words of all languages. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const SRC = fileURLToPath(new URL('src', import.meta.url))
const LOCALES = ['zh-CN', 'zh-Hant', 'en']

type Words = { [key: string]: string | Words }

/** A sign that means something to the dictionary stands in quotes there. */
const plain = (words: Words): Words =>
  Object.fromEntries(
    Object.entries(words).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.replace(/\{'(.)'\}/g, '$1') : plain(value),
    ]),
  )

function wordsOf(locale: string): Words {
  const read = (file: string): Words =>
    JSON.parse(readFileSync(join(SRC, 'locales', locale, `${file}.json`), 'utf8'))
  const { product } = read('app')
  return plain({
    product: product!,
    told: read('notifications'),
    ...(read('push')['worker'] as Words),
  })
}

export function workerSource(): string {
  const words = Object.fromEntries(LOCALES.map((locale) => [locale, wordsOf(locale)]))
  return `const WORDS = ${JSON.stringify(words)}\n${readFileSync(join(SRC, 'push-sw.js'), 'utf8')}`
}

export function pushWorker(): Plugin {
  return {
    name: 'zhanggui-push-worker',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'push-sw.js', source: workerSource() })
    },
  }
}
