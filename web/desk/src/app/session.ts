/** Who is signed in. Everything that depends on it starts and stops here. */
import { computed, shallowRef } from 'vue'
import { Refused } from '@zhanggui/api'
import { setCsrfToken } from '@/live/http'
import { setupState, showMe, signOut, type Me, type Permission, type Shop } from './api'
import { adoptLocale } from './locale'

/** No owner exists yet: the only way in is to make one. */
const unowned = shallowRef(false)
export const needsSetup = computed(() => unowned.value)

const current = shallowRef<Me | null>(null)
export const me = computed(() => current.value)
/** For pages that only exist signed in. */
export const account = computed(() => {
  if (!current.value) throw new Error('nobody is signed in')
  return current.value
})
export const can = (permission: Permission) =>
  current.value?.permissions.includes(permission) ?? false

interface Listener {
  begun(me: Me): void
  /** `left` by the person, or `lost`: ended elsewhere or run out. */
  ended(how: 'left' | 'lost'): void
}
const listeners: Listener[] = []
export const onSession = (listener: Listener) => void listeners.push(listener)

export function begin(next: Me) {
  const before = current.value?.staff.id
  if (before && before !== next.staff.id) end()
  setCsrfToken(next.csrf_token)
  current.value = next
  unowned.value = false
  void adoptLocale(next.staff.locale)
  if (before !== next.staff.id) listeners.forEach((listener) => listener.begun(next))
}

export function end(how: 'left' | 'lost' = 'lost') {
  if (!current.value) return
  current.value = null
  setCsrfToken('')
  listeners.forEach((listener) => listener.ended(how))
}

export function renew(change: { staff?: Partial<Me['staff']>; shop?: Partial<Shop> }) {
  const known = current.value
  if (!known) return
  current.value = {
    ...known,
    staff: { ...known.staff, ...change.staff },
    shop: { ...known.shop, ...change.shop },
  }
}

/** Asks the server who this browser is. Throws where there is no answer. */
export async function restore(): Promise<void> {
  try {
    begin(await showMe())
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 401) throw error
    unowned.value = (await setupState()).needed
  }
}

export async function leave() {
  await signOut()
  end('left')
}
