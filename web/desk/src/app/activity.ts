/** Tells the server, sparsely, that somebody touches this desk; what follows from it, the server decides. */

const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const
/** More often says nothing new. */
export const TELL_EVERY_MS = 60_000

/** Watches until it is told to stop. `isAway`: absence has sent this person away, so that the next touch counts at once. */
export function watchActivity(tell: () => void, isAway: () => boolean): () => void {
  let told = -Infinity
  const touched = () => {
    const now = Date.now()
    if (now - told < (isAway() ? 1000 : TELL_EVERY_MS)) return
    told = now
    tell()
  }
  for (const sign of SIGNS) addEventListener(sign, touched, { capture: true, passive: true })
  return () => {
    for (const sign of SIGNS) removeEventListener(sign, touched, { capture: true })
  }
}
