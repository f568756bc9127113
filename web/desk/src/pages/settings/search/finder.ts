/** Finds settings for whoever is signed in, in their language. Loaded when something is looked for the first time. */
import { listInboxes, listWebhooks } from '@/app/api'
import { i18n } from '@/app/locale'
import { can } from '@/app/session'
import { spell } from '@/pages/desk/canned/spelling'
import type { Spelling } from '@/pages/desk/canned/rank'
import { shallowRef } from 'vue'
import type { Router } from 'vue-router'
import { entriesFor, type Found } from './entries'
import { ranked, type Findable } from './rank'

// One part to be loaded, whichever is wanted first.
export { entriesFor, isOf, named } from './entries'

export interface Hit extends Findable, Omit<Found, 'about'> {
  /** The section's name, where it says more than the page's. */
  place: string
}

const speller = shallowRef<((text: string) => Spelling) | null>(null)
let asked = false

/** The tables are larger than everything else here: what was typed is found without them until they come. */
function learnToSpell() {
  if (asked) return
  asked = true
  void spell().then(
    (spelled) => {
      const known = new Map<string, Spelling>()
      speller.value = (text) => {
        const found = known.get(text) ?? spelled(text)
        known.set(text, found)
        return found
      }
    },
    () => (asked = false),
  )
}

/** A name is filled where it is shown; here the gap is closed. */
const withoutGaps = (text: string) =>
  text
    .replace(/\s*[（(][^（()）]*\{\w+\}[^（()）]*[）)]/g, '')
    .replace(/\s*\{\w+\}\s*/g, ' … ')
    .replace(/\{'(.)'\}/g, '$1')
    .trim()

/** The words of a key as they stand in the dictionary. */
export function wordsOf(key: string): string {
  const { global } = i18n
  return withoutGaps(String(global.tm(key as never) ?? ''))
}

const spelled = (text: string) => (speller.value && text ? speller.value(text) : null)

export function find(typed: string): Hit[] {
  if (/[a-z]/i.test(typed)) learnToSpell()
  const pages = new Map<string, string>()
  const all = entriesFor(can).map((one): Hit => {
    if (!one.anchor) pages.set(one.page, one.words[0] ?? '')
    const [title, page] = [wordsOf(one.key), wordsOf(one.page)]
    const section = one.section ? wordsOf(one.section) : ''
    return {
      ...one,
      title,
      page,
      place: one.anchor ? [page, section !== title && section].filter(Boolean).join(' · ') : '',
      words: one.words.map(withoutGaps),
      about: one.about.map(wordsOf).join(' '),
      isPage: !one.anchor,
      spelled: spelled(withoutGaps(one.words[0] ?? '')),
      pageSpelled: spelled(pages.get(one.page) ?? ''),
    }
  })
  return ranked(all, typed)
}

/** As many as the palette has room for beside everything else. */
const BEST = 6

/** The best as the palette lists them. */
export const entries = (typed: string, router: Router) =>
  find(typed)
    .slice(0, BEST)
    .map((hit) => ({
      id: hit.id,
      title: hit.title,
      icon: hit.icon,
      hint: hit.place,
      run: () => open(router, hit),
    }))

/** Of several inboxes or webhooks one must be chosen first: their list keeps what is to be shown in the address. */
export async function open(router: Router, { path, anchor }: Pick<Found, 'path' | 'anchor'>) {
  const hash = anchor ? `#${anchor}` : ''
  if (!path.includes(':')) return router.push({ path: `/settings/${path}`, hash })
  const list = path.split('/')[0]!
  const ask: () => Promise<{ id: string }[]> = list === 'inboxes' ? listInboxes : listWebhooks
  const all = await ask().catch(() => [])
  const only = all.length === 1 ? `/${all[0]!.id}` : ''
  return router.push({ path: `/settings/${list}${only}`, hash })
}
