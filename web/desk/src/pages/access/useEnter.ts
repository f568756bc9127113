/** The way in after a proof: the desk, or the page of the second proof. */
import { useRoute, useRouter } from 'vue-router'
import { isHalfWay, type Entered } from '@/app/api'
import { nextPlace } from '@/app/router'
import { begin } from '@/app/session'

export function useEnter() {
  const route = useRoute()
  const router = useRouter()

  return async function enter(entered: Entered, next: unknown = route.query['next']) {
    if (isHalfWay(entered)) {
      const query = typeof next === 'string' ? { next } : {}
      await router.replace({ name: 'sign-in-step', query })
      return
    }
    begin(entered)
    await router.replace(nextPlace(next))
  }
}
