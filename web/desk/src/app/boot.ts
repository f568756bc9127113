/** The first question to the server decides where the router may start. */
import { ref } from 'vue'
import { router } from './router'
import { onSession, restore } from './session'

/** False while the server has not answered yet. */
export const ready = ref(false)
export const bootError = ref<unknown>(null)
export const booting = ref(false)

let install = () => {}

async function ask() {
  booting.value = true
  try {
    await restore()
    bootError.value = null
    install()
    ready.value = true
  } catch (error) {
    bootError.value = error
  } finally {
    booting.value = false
  }
}

export async function start(installRouter: () => void) {
  install = installRouter
  onSession({
    begun() {},
    ended(how) {
      const { fullPath, meta } = router.currentRoute.value
      // Whoever signs in after somebody left starts afresh.
      const query = how === 'lost' ? { next: fullPath } : {}
      if (!meta.open) void router.push({ name: 'sign-in', query })
    },
  })
  await ask()
}

export const retryBoot = ask
