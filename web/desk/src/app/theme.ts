/** Puts theme and density on the document and follows the system where the user does. */
import { computed, ref, watchEffect } from 'vue'
import { preferences } from './preferences'

const dark = matchMedia('(prefers-color-scheme: dark)')
const systemDark = ref(dark.matches)
dark.addEventListener('change', (event) => (systemDark.value = event.matches))

export const theme = computed<'light' | 'dark'>(() => {
  if (preferences.theme !== 'system') return preferences.theme
  return systemDark.value ? 'dark' : 'light'
})

export function toggleTheme() {
  preferences.theme = theme.value === 'dark' ? 'light' : 'dark'
}

export function followTheme() {
  watchEffect(() => {
    document.documentElement.dataset['theme'] = theme.value
    document.documentElement.dataset['density'] = preferences.density
  })
}
