import { useEffect, useState } from 'preact/hooks'

/** The files of a paste or a drop. */
export function filesOf(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])]
}

/** Whether files hang over the panel; a drop takes them. */
export function useDrop(take: (data: DataTransfer | null) => void): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const gone = new AbortController()
    const hear = (event: DragEvent) => {
      const { type, dataTransfer, relatedTarget } = event
      const carries = dataTransfer?.types.includes('Files') ?? false
      // Between two elements of the panel it is left for the other one.
      if (type === 'dragleave') return relatedTarget || setOver(false)
      setOver(carries && type === 'dragover')
      if (carries) event.preventDefault()
      if (carries && type === 'drop') take(dataTransfer)
    }
    for (const name of ['dragover', 'dragleave', 'drop'] as const)
      addEventListener(name, hear, { signal: gone.signal })
    return () => gone.abort()
  }, [take])
  return over
}
