import { createApp } from 'vue'
import { i18n, startLocale } from '@/app/locale'
import { followTheme } from '@/app/theme'
import AssistApp from './AssistApp.vue'
import { becomeApp } from './shell'
import '@/style.css'

followTheme()
await startLocale()
becomeApp()
createApp(AssistApp).use(i18n).mount('#app')
