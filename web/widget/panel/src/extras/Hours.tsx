import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Outlook } from '../chat/model'
import { useUi } from '../view/ui'
import { closedUntil, isOutdated, nextChange, outlookAt } from './outlook'

const SPREAD_MS = 60_000

interface Props {
  told: Outlook
  line(outlook: Outlook, closed: string): ComponentChildren
}

/** What may be expected now, also after the shop has opened or closed meanwhile. */
export function Hours({ told, line }: Props) {
  const { chat, words } = useUi()
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const now = Date.now()
    // The shop has opened: asks until when, not all buyers at once.
    if (isOutdated(told, now)) setTimeout(() => void chat.refreshIfOld(), Math.random() * SPREAD_MS)
    const timer = setTimeout(() => setTurn(turn + 1), nextChange(told, now) - now)
    return () => clearTimeout(timer)
  }, [told, turn])
  const outlook = outlookAt(told, Date.now())
  return <>{line(outlook, closedUntil(outlook, words))}</>
}
