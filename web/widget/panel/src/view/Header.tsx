import type { Outlook } from '../chat/model'
import type { ChatState } from '../chat/state'
import type { Store } from '../chat/store'
import type { Settings } from '../settings'
import { replyTime } from '../words'
import { Avatar } from './Avatar'
import { Icon } from './icons'
import { Menu } from './Menu'
import { useExtras } from './extras'
import { type Ui, useUi } from './ui'

interface Props {
  state: ChatState
  settings: Store<Settings>
  close?: () => void
}

export function Header({ state, settings, close }: Props) {
  const { t } = useUi()
  const { inbox, conversation } = state
  const told = inbox?.outlook
  const extras = useExtras(told?.opens_at || told?.closes_at)
  const agent = conversation?.agent ?? null
  const line = (outlook: Outlook, closed = t('closed_now')) => (
    <p>
      <span class={`dot ${outlook.open && outlook.online ? 'on' : ''}`} aria-hidden="true" />
      <span>{outlook.open ? promise(outlook, agent?.name, t) : closed}</span>
    </p>
  )
  return (
    <header class="header">
      {inbox && <Avatar agent={agent} shop={inbox.shop_name} />}
      <div class="who">
        <h1>{inbox?.shop_name ?? t('title')}</h1>
        {told && (extras ? <extras.Hours told={told} line={line} /> : line(told))}
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

/** Who serves and how soon an answer is to be expected, while the shop is open. */
function promise({ online, reply }: Outlook, agent: string | undefined, t: Ui['t']): string {
  if (!online) return t('away')
  const who = agent ?? t('online')
  return reply ? `${who} · ${replyTime(reply, t)}` : who
}
