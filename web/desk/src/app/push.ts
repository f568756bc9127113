/** Being told in this browser although no desk is open. Loaded by those who want it, and by the page where one may. */
import * as api from '@zhanggui/api/gen'
import type { PushSubscriptionList } from '@zhanggui/api/gen'
import type { QueryClient } from '@tanstack/vue-query'
import { watch } from 'vue'
import { answer } from '@/live/http'
import { keys } from '@/live/keys'
import { locale } from './locale'
import { readNotification } from './notifications'
import { preferences, type Pushed } from './preferences'
import { router } from './router'

export type { PushSubscription as Device, PushSubscriptionList } from '@zhanggui/api/gen'

export const PUSHED: Pushed[] = ['late', 'mine', 'mention']
const WORKER = '/push-sw.js'

export const listDevices = () => answer(api.listPushSubscriptions())
export const endDevice = (id: string) => answer(api.endPushSubscription({ path: { id } }))
export const testDevice = (id: string) => answer(api.testPushSubscription({ path: { id } }))

/** What the browser lets one do. */
export type Ability = 'insecure' | 'home_screen' | 'absent' | 'denied' | 'able'

export function ability(): Ability {
  if (!isSecureContext) return 'insecure'
  const { maxTouchPoints, userAgent } = navigator
  const isApple =
    /iPhone|iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window))
    return isApple ? 'home_screen' : 'absent'
  return Notification.permission === 'denied' ? 'denied' : 'able'
}

/** Why this browser is not told; each has its sentence. */
export class NotTold extends Error {
  constructor(readonly why: 'denied' | 'dismissed' | 'no_worker' | 'no_service') {
    super(why)
  }
}

async function worker() {
  try {
    await navigator.serviceWorker.register(WORKER)
  } catch {
    throw new NotTold('no_worker')
  }
  return navigator.serviceWorker.ready
}

const bytes = (base64url: string) =>
  Uint8Array.from(atob(base64url.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))

const isFor = (known: PushSubscription, key: Uint8Array) => {
  const own = known.options.applicationServerKey
  return own !== null && new Uint8Array(own).every((byte, at) => byte === key[at])
}

/** The browser's subscription for this installation, which it is asked for where there is none. */
async function subscribed(publicKey: string): Promise<PushSubscription> {
  const { pushManager } = await worker()
  const key = bytes(publicKey)
  const known = await pushManager.getSubscription()
  if (known && isFor(known, key)) return known
  await known?.unsubscribe()
  try {
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  } catch {
    throw new NotTold(Notification.permission === 'denied' ? 'denied' : 'no_service')
  }
}

/** What is chosen in this browser, at the server. */
async function hand(me: string, list: PushSubscriptionList) {
  const { silent, names } = preferences.pushed[me] ?? { silent: [], names: true }
  const { endpoint, keys: given } = (await subscribed(list.public_key)).toJSON()
  await answer(
    api.savePushSubscription({
      body: {
        endpoint: endpoint ?? '',
        keys: { p256dh: given?.['p256dh'] ?? '', auth: given?.['auth'] ?? '' },
        locale: locale.value,
        silent,
        names,
      },
    }),
  )
  preferences.pushed[me] = { session: list.session_id, silent, names }
}

/** Asks the person, the browser and the server, in this order. */
export async function turnOn(me: string, list: PushSubscriptionList, cache: QueryClient) {
  const said = await Notification.requestPermission()
  if (said !== 'granted') throw new NotTold(said === 'denied' ? 'denied' : 'dismissed')
  await hand(me, list)
  listen(cache)
}

export async function change(
  me: string,
  list: PushSubscriptionList,
  wanted: { silent?: Pushed[]; names?: boolean },
) {
  const known = preferences.pushed[me]
  if (!known) return
  preferences.pushed[me] = { ...known, ...wanted }
  await hand(me, list)
}

/** Tells the browser's push service too, so that nothing comes any more whoever sends it. */
async function unsubscribe() {
  const registered = await navigator.serviceWorker?.getRegistration('/')
  const known = await registered?.pushManager?.getSubscription()
  await known?.unsubscribe()
  return known
}

/** This browser wants no more, as the server knows already. */
export async function forgetHere(me: string) {
  delete preferences.pushed[me]
  await unsubscribe().catch(() => {})
}

export async function turnOff(me: string, list: PushSubscriptionList) {
  const here = list.items.find(({ current }) => current)
  if (here) await endDevice(here.id)
  await forgetHere(me)
}

/** After every start: the session may be a new one, the language another, and the browser may have moved. */
export async function keep(me: string, cache: QueryClient) {
  readTouched(cache)
  if (ability() !== 'able' || Notification.permission !== 'granted') return
  listen(cache)
  const list = await listDevices()
  const known = preferences.pushed[me]
  if (!known || !list.can_send) return
  const isListed = list.items.some(({ current }) => current)
  // Taken away from another device it stays away; what the browser lost by itself it gets anew.
  if (!isListed && known.session === list.session_id && (await unsubscribe())) {
    delete preferences.pushed[me]
    return
  }
  await hand(me, list)
  watch(locale, () => {
    if (me in preferences.pushed) void hand(me, list).catch(() => {})
  })
}

function read(id: string, cache: QueryClient) {
  void readNotification(id)
    .catch(() => {})
    .then(() => cache.invalidateQueries({ queryKey: keys.notifications }))
}

/** A note that was touched while no desk was open has opened this one, and stands in its address. */
function readTouched(cache: QueryClient) {
  const { told, ...query } = router.currentRoute.value.query
  if (typeof told !== 'string') return
  void router.replace({ query })
  read(told, cache)
}

let listening = false

/** A note that was touched opens its conversation here. */
function listen(cache: QueryClient) {
  if (listening) return
  listening = true
  const { serviceWorker } = navigator
  serviceWorker.addEventListener('message', ({ data, ports }) => {
    if (typeof data?.open !== 'string') return
    ports[0]?.postMessage('here')
    void router.push(data.open)
    if (typeof data.id === 'string') read(data.id, cache)
  })
  serviceWorker.startMessages()
}
