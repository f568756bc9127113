/** The web app manifest of the assist panel: a manifest has one language, so there is one for each. */
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

const manifest = (lang: keyof typeof WORDS) => ({
  id: '/assist',
  start_url: '/assist',
  scope: '/assist',
  display: 'standalone',
  lang,
  name: `${WORDS[lang].product} · ${WORDS[lang].title}`,
  short_name: WORDS[lang].title,
  description: WORDS[lang].about,
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
      for (const lang of Object.keys(WORDS) as (keyof typeof WORDS)[])
        this.emitFile({
          type: 'asset',
          fileName: `assist.${lang}.webmanifest`,
          source: JSON.stringify(manifest(lang)),
        })
    },
  }
}
