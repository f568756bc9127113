/** The web app manifests of the desk and of the assist panel: a manifest has one language, so there is one for each. */
import type { Plugin } from 'vite'
import en from './src/locales/en/assist.json'
import enApp from './src/locales/en/app.json'
import hans from './src/locales/zh-CN/assist.json'
import hansApp from './src/locales/zh-CN/app.json'
import hant from './src/locales/zh-Hant/assist.json'
import hantApp from './src/locales/zh-Hant/app.json'

const WORDS = {
  'zh-CN': { ...hans, product: hansApp.product },
  'zh-Hant': { ...hant, product: hantApp.product },
  en: { ...en, product: enApp.product },
}

/** The colour of surfaces in `ui/src/tokens.css`: a manifest reads no style sheets. */
const SURFACE = '#fbfdfd'

type Lang = keyof typeof WORDS

const pages = {
  assist: (lang: Lang) => ({
    id: '/assist',
    start_url: '/assist',
    scope: '/assist',
    name: `${WORDS[lang].product} · ${WORDS[lang].title}`,
    short_name: WORDS[lang].title,
    description: WORDS[lang].about,
  }),
  desk: (lang: Lang) => ({
    id: '/desk',
    start_url: '/desk',
    scope: '/',
    name: WORDS[lang].product,
    short_name: WORDS[lang].product,
  }),
}

const manifest = (page: keyof typeof pages, lang: Lang) => ({
  ...pages[page](lang),
  display: 'standalone',
  lang,
  background_color: SURFACE,
  theme_color: SURFACE,
  icons: [
    { src: '/mark.svg', sizes: 'any', type: 'image/svg+xml' },
    { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
})

export function manifests(): Plugin {
  return {
    name: 'zhanggui-manifests',
    generateBundle() {
      for (const page of Object.keys(pages) as (keyof typeof pages)[])
        for (const lang of Object.keys(WORDS) as Lang[])
          this.emitFile({
            type: 'asset',
            fileName: `${page}.${lang}.webmanifest`,
            source: JSON.stringify(manifest(page, lang)),
          })
    },
  }
}
