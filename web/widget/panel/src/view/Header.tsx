import type { ChatState } from '../chat/state'
import type { Store } from '../chat/store'
import type { Settings } from '../settings'
import { replyTime } from '../words'
import { Avatar } from './Avatar'
import { Icon } from './icons'
import { Menu } from './Menu'
import { type Ui, useUi } from './ui'

interface Props {
  state: ChatState
  settings: Store<Settings>
  close?: () => void
}

export function Header({ state, settings, close }: Props) {
  const { t } = useUi()
  const { inbox, conversation } = state
  const agent = conversation?.agent ?? null
  return (
    <header class="header">
      {inbox && <Avatar agent={agent} shop={inbox.shop_name} />}
      <div class="who">
        <h1>{inbox?.shop_name ?? t('title')}</h1>
        {inbox && (
          <p>
            <span class={`dot ${inbox.online ? 'on' : ''}`} aria-hidden="true" />
            <span>{promise(state, t)}</span>
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

/** Who serves and how soon an answer is to be expected. */
function promise({ inbox, conversation }: ChatState, t: Ui['t']): string {
  if (!inbox) return ''
  if (!inbox.online) return t('away')
  const name = conversation?.agent?.name
  const who = name ?? t('online')
  return inbox.reply_seconds ? `${who} · ${replyTime(inbox.reply_seconds, t)}` : who
}
