import { useEffect, useState } from 'preact/hooks'
import type { ChatState } from '../chat/state'
import { useUi } from './ui'

const PATIENCE_MS = 1500

/** Says that there is no line, once that lasts longer than a blink. */
export function Notice({ state }: { state: ChatState }) {
  const { t } = useUi()
  const [late, setLate] = useState(false)
  const waits = state.opened && state.phase !== 'closed' && state.line !== 'online'
  useEffect(() => {
    setLate(false)
    if (!waits) return
    const timer = setTimeout(() => setLate(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [waits])
  const text = waits && late ? t(state.line === 'offline' ? 'offline' : 'connecting') : ''
  return (
    <p class="notice" role="status">
      {text}
    </p>
  )
}
