/** Shows what the address names behind its `#`: scrolled to, marked for a moment, and with the focus. */
import { nextTick, onScopeDispose, ref, watch, type Ref } from 'vue'
import { useRoute } from 'vue-router'
import { i18n } from '@/app/locale'
import { can } from '@/app/session'
import { closedRows, labelled, meant } from './place'

/** How long a page may take to come, and how long it must have been quiet to be there. */
const PATIENCE_MS = 6_000
const QUIET_MS = 500
const LIT_MS = 2_400

const nothing = () => {}

export function useAnchor(root: Readonly<Ref<HTMLElement | null>>) {
  const route = useRoute()
  /** The key of what is to be changed in one of several that are listed here. */
  const choosing = ref('')
  let stop = nothing

  async function seek(path: string, anchor: string) {
    const { entriesFor, isOf, named } = await import('./finder')
    if (route.hash.slice(1) !== anchor) return
    const entries = entriesFor(can)
    const found = named(entries, path, anchor)
    if (!found) {
      const inside = entries.find((one) => one.anchor === anchor && isOf(one.path, `${path}/one`))
      choosing.value = inside?.key ?? ''
      return
    }
    const { key, section } = found
    const look = () => root.value && labelled(root.value, words(key), !section)
    const label = (await whenThere(look)) ?? (await inClosedRow(look))
    if (route.hash.slice(1) !== anchor) return
    const shown = label ?? (section && root.value && labelled(root.value, words(section), true))
    if (shown) show(shown)
  }

  async function inClosedRow(look: () => HTMLElement | null | undefined) {
    for (const row of root.value ? closedRows(root.value) : []) {
      row.click()
      await nextTick()
      const found = look()
      if (found) return found
      row.click()
      await nextTick()
    }
    return undefined
  }

  /** Looks whenever the page changes, until it is there, or quiet without it. */
  function whenThere<T>(look: () => T | null | undefined): Promise<T | undefined> {
    stop()
    return new Promise((resolve) => {
      const now = look()
      if (now || !root.value) return resolve(now ?? undefined)
      let quiet: ReturnType<typeof setTimeout> | undefined
      const end = (found?: T) => {
        observer.disconnect()
        clearTimeout(late)
        clearTimeout(quiet)
        stop = nothing
        resolve(found)
      }
      const settle = () => {
        clearTimeout(quiet)
        quiet = setTimeout(() => {
          if (!root.value?.querySelector('[aria-busy=true]')) end()
        }, QUIET_MS)
      }
      const observer = new MutationObserver(() => {
        const found = look()
        if (found) end(found)
        else settle()
      })
      const late = setTimeout(() => end(), PATIENCE_MS)
      stop = () => end()
      observer.observe(root.value, { childList: true, subtree: true })
      settle()
    })
  }

  watch(
    () => [route.path, route.hash] as const,
    ([path, hash]) => {
      stop()
      choosing.value = ''
      const anchor = decodeURIComponent(hash.slice(1))
      if (anchor) void seek(path.replace(/^\/settings\//, ''), anchor)
    },
    { immediate: true, flush: 'post' },
  )
  onScopeDispose(() => stop())

  return { choosing }
}

/** A label as it stands in the dictionary, gaps and all. */
const words = (key: string) =>
  String(i18n.global.tm(key as never) ?? '').replace(/\{'(.)'\}/g, '$1')

function show(label: HTMLElement) {
  const { field, control } = meant(label)
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  field.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' })
  control.focus({ preventScroll: true })
  field.dataset['lit'] = ''
  setTimeout(() => delete field.dataset['lit'], LIT_MS)
}
