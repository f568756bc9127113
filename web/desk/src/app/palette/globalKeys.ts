import { onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'
import { paletteOpen, sheetOpen } from '../overlays'
import { allPlaces } from '../places'
import { appKey } from './keys'

/** How long G waits for its letter. */
const LEAD_MS = 1_200

const typingIn = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

export function useGlobalKeys() {
  const router = useRouter()
  let ledUntil = 0

  function press(event: KeyboardEvent) {
    const led = Date.now() < ledUntil
    ledUntil = 0
    if (!paletteOpen.value && document.querySelector('[role=dialog][data-state=open], [role=menu]'))
      return
    const asked = appKey(event, { typing: typingIn(event.target), led })
    if (!asked) return
    if ('lead' in asked) {
      ledUntil = Date.now() + LEAD_MS
      return
    }
    if ('go' in asked) {
      const place = allPlaces.find(({ letter }) => letter.toLowerCase() === asked.go)
      if (!place) return
      void router.push(place.path)
    } else if (asked.open === 'palette') paletteOpen.value = !paletteOpen.value
    else sheetOpen.value = true
    event.preventDefault()
    // The letter after G is not the page's letter.
    event.stopImmediatePropagation()
  }

  addEventListener('keydown', press, { capture: true })
  onScopeDispose(() => removeEventListener('keydown', press, { capture: true }))
}
