/** What makes the panel an app of its own: its name where it is installed, and pages that open without a network. */
import { computed, shallowRef, watch } from 'vue'
import { nameItself } from '@/app/installable'
import { locale } from '@/app/locale'
import { theme } from '@/app/theme'

/** The browser's offer to install; browsers that have a menu for it make none. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>
}
const offer = shallowRef<InstallOffer | null>(null)
export const installable = computed(() => offer.value !== null)

/** An offer can be taken up once. */
export function install() {
  void offer.value?.prompt()
  offer.value = null
}

/** The window's own bar goes with the theme. */
function colourFrame() {
  const meta = document.createElement('meta')
  meta.name = 'theme-color'
  const root = document.documentElement
  const colour = () => getComputedStyle(root).getPropertyValue('--color-surface').trim()
  watch(theme, () => (meta.content = colour()), { immediate: true, flush: 'post' })
  document.head.append(meta)
}

/** Tells the worker which files this page is made of. */
async function keepFiles() {
  const { active } = await navigator.serviceWorker.ready
  const files = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'))
    .map(({ pathname }) => pathname)
  // oxlint-disable-next-line require-post-message-target-origin -- a worker is no window
  active?.postMessage({ keep: files })
}

export function becomeApp() {
  nameItself('assist')
  colourFrame()
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offer.value = event as InstallOffer
  })
  // Over plain http browsers have no workers: the panel works, with a network.
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker
    .register('/assist-sw.js', { scope: '/assist' })
    .then(() => watch(locale, () => void keepFiles(), { immediate: true }))
    .catch(() => undefined)
}
