import { useEffect, useState } from 'preact/hooks'
import type { Outlook } from '../chat/model'
import type { ChatState } from '../chat/state'
import type { Store } from '../chat/store'
import type { Settings } from '../settings'
import { isOutdated, nextChange, outlookAt } from '../chat/outlook'
import { closedUntil, replyTime, type Words } from '../words'
import { Avatar } from './Avatar'
import { Icon } from './icons'
import { Menu } from './Menu'
import { useUi } from './ui'

interface Props {
  state: ChatState
  settings: Store<Settings>
  close?: () => void
}

export function Header({ state, settings, close }: Props) {
  const { t, words } = useUi()
  const { inbox, conversation } = state
  const outlook = useOutlook(inbox?.outlook ?? null)
  const agent = conversation?.agent ?? null
  return (
    <header class="header">
      {inbox && <Avatar agent={agent} shop={inbox.shop_name} />}
      <div class="who">
        <h1>{inbox?.shop_name ?? t('title')}</h1>
        {outlook && (
          <p>
            <span class={`dot ${outlook.open && outlook.online ? 'on' : ''}`} aria-hidden="true" />
            <span>{promise(outlook, conversation?.agent?.name, words)}</span>
          </p>
        )}
      </div>
      <Menu settings={settings} />
      {close && (
        <button
          type="button"
          class="tool"
          aria-label={t('close')}
          title={t('close')}
          onClick={close}
        >
          <Icon name="close" />
        </button>
      )}
    </header>
  )
}

/** What may be expected now, also after the shop has opened or closed meanwhile. */
function useOutlook(told: Outlook | null): Outlook | null {
  const { chat } = useUi()
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (!told) return
    const now = Date.now()
    if (isOutdated(told, now)) chat.outdated()
    const timer = setTimeout(() => setTurn(turn + 1), nextChange(told, now) - now)
    return () => clearTimeout(timer)
  }, [told, turn])
  return told && outlookAt(told, Date.now())
}

/** Who serves and how soon an answer is to be expected. */
function promise(outlook: Outlook, agent: string | undefined, words: Words): string {
  const { t } = words
  if (!outlook.open) return closedUntil(outlook, words)
  if (!outlook.online) return t('away')
  const who = agent ?? t('online')
  return outlook.reply ? `${who} · ${replyTime(outlook.reply, t)}` : who
}
