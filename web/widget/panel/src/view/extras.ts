import { useEffect, useState } from 'preact/hooks'
import type * as extras from '../extras'

type Extras = typeof extras

let loaded: Extras | undefined

/** What only some buyers need: emoji, settings, large pictures, sound. */
export async function loadExtras(): Promise<Extras> {
  return (loaded ??= await import('../extras'))
}

export function useExtras(wanted: unknown): Extras | undefined {
  const [found, setFound] = useState(loaded)
  useEffect(() => {
    if (wanted) void loadExtras().then(setFound)
  }, [wanted])
  return found
}
