import { VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { start } from './app/boot'
import { i18n, startLocale } from './app/locale'
import { wireLive } from './app/live'
import { createQueries } from './app/queries'
import { router } from './app/router'
import { end } from './app/session'
import { followTheme } from './app/theme'
import './style.css'

followTheme()
const queries = createQueries(() => end())
const app = createApp(App).use(createPinia()).use(VueQueryPlugin, { queryClient: queries })
wireLive(queries)
await startLocale()
app.use(i18n)
await start(() => app.use(router))
app.mount('#app')
