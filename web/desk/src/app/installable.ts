/** What a page is called where it is installed as an app of its own: a manifest for each language. */
import { watch } from 'vue'
import { locale } from './locale'

export function nameItself(page: 'assist' | 'desk') {
  const link = document.createElement('link')
  link.rel = 'manifest'
  watch(locale, (now) => (link.href = `/${page}.${now}.webmanifest`), { immediate: true })
  document.head.append(link)
}
