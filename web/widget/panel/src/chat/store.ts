import { useEffect, useState } from 'preact/hooks'

/** A value that tells when it changes. */
export class Store<T extends object> {
  private readonly listeners = new Set<() => void>()

  constructor(public value: T) {}

  set(change: Partial<T>): void {
    this.value = { ...this.value, ...change }
    for (const listener of this.listeners) listener()
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}

export function useStore<T extends object>(store: Store<T>): T {
  const [value, setValue] = useState(store.value)
  useEffect(() => {
    const show = () => setValue(store.value)
    show()
    return store.subscribe(show)
  }, [store])
  return value
}
