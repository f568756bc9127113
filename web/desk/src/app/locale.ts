/** The reader's language. Each language is one chunk, loaded when it is first needed. */
import { computed, watch } from 'vue'
import { createI18n } from 'vue-i18n'
import { updateMe, type Locale } from './api'
import { chooseLocale, LOCALES } from './locales'
import { fetched } from './parts'
import { preferences } from './preferences'

type Messages = Record<string, unknown>

const load: Record<Locale, () => Promise<{ default: Messages }>> = {
  'zh-CN': () => import('@/locales/zh-CN'),
  'zh-Hant': () => import('@/locales/zh-Hant'),
  en: () => import('@/locales/en'),
}

export const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: {} })
const { global } = i18n

export const locale = computed(() => global.locale.value as Locale)

async function show(next: Locale) {
  if (!global.availableLocales.includes(next)) {
    global.setLocaleMessage(next, (await fetched(load[next])).default as never)
  }
  global.locale.value = next as never
  document.documentElement.lang = next
}

/** In what this browser chose last, else what it speaks. */
export const startLocale = () => show(preferences.locale ?? chooseLocale(navigator.languages))

/** Another window of this browser may choose as well. */
watch(
  () => preferences.locale,
  (chosen) => chosen && chosen !== locale.value && void show(chosen),
)

/** Follows the account on a browser where nothing was chosen yet. */
export async function adoptLocale(account: string | null | undefined) {
  if (account && account in load && !preferences.locale) await show(account as Locale)
}

export async function changeLocale(next: Locale, signedIn: boolean) {
  preferences.locale = next
  await show(next)
  if (signedIn) await updateMe({ locale: next }).catch(() => undefined)
}

/** Titles the tab: the page's name, then the product. */
export function followTitle(page: () => string | undefined) {
  watch(
    [page, locale],
    () => {
      const key = page()
      const product = global.t('app.product')
      document.title = key ? `${global.t(key)} · ${product}` : product
    },
    { immediate: true },
  )
}

export { LOCALES }
