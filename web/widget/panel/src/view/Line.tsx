import type { OutboxEntry } from '@zhanggui/api/outbox'
import type { Card as CardData, Message } from '../chat/model'
import { type ChatState, fromShop } from '../chat/state'
import type { Line as LineData } from '../chat/timeline'
import { Attachment } from './Attachment'
import { Avatar } from './Avatar'
import { Card } from './Card'
import { Fate } from './Fate'
import { useFileUrl } from './files'
import { Text } from './Text'
import { useUi } from './ui'

export function Line({ line, state }: { line: LineData; state: ChatState }) {
  const { t, words } = useUi()
  switch (line.type) {
    case 'moment':
      return (
        <p class="moment">
          <time dateTime={line.at}>{words.moment(line.at)}</time>
        </p>
      )
    case 'unread':
      return (
        <p class="unread" role="separator">
          <span>{t('unread_below')}</span>
        </p>
      )
    case 'waiting':
      return <Waiting line={line} share={state.progress[line.entry.client_id]} />
    case 'message':
      return <Said line={line} shop={state.inbox?.shop_name ?? ''} />
  }
}

function Said({ line, shop }: { line: LineData & { type: 'message' }; shop: string }) {
  const { t } = useUi()
  const { message, first } = line
  const mine = !fromShop(message)
  const writer = message.author === 'agent' ? message.agent?.name : t('automatic')
  return (
    <div class={`line ${mine ? 'mine' : ''} ${first ? 'first' : ''}`}>
      {!mine && (first ? <Avatar agent={message.agent} shop={shop} /> : <span class="avatar" />)}
      <div class="said">
        {!mine && first && <span class="writer">{writer ?? shop}</span>}
        {mine && <span class="hidden">{t('you')}</span>}
        <Content message={message} mine={mine} />
        {line.fate && <Fate fate={line.fate} />}
      </div>
    </div>
  )
}

function Content({ message, mine }: { message: Message; mine: boolean }) {
  const { t } = useUi()
  const { text, file, card, kind } = message
  if (message.recalled_at) return <p class="recalled">{t(mine ? 'recalled_mine' : 'recalled')}</p>
  return (
    <>
      {file && <Attachment file={file} kind={kind === 'image' ? 'image' : 'file'} />}
      {card && <Card card={card} />}
      {text && (
        <div class="bubble">
          <Text text={text} />
        </div>
      )}
    </>
  )
}

function Waiting({
  line,
  share,
}: {
  line: LineData & { type: 'waiting' }
  share: number | undefined
}) {
  const { t } = useUi()
  const { entry, first, fate } = line
  return (
    <div class={`line mine waiting ${first ? 'first' : ''}`}>
      <div class="said">
        <span class="hidden">{t('you')}</span>
        {entry.body.text && (
          <div class="bubble">
            <Text text={entry.body.text} />
          </div>
        )}
        {entry.body.card && <Card card={entry.body.card as CardData} />}
        <WaitingFile entry={entry} share={share} />
        <Fate fate={fate} entry={entry} />
      </div>
    </div>
  )
}

function WaitingFile({ entry, share }: { entry: OutboxEntry; share: number | undefined }) {
  const { kind } = entry.body
  const url = useFileUrl(entry.file)
  if (kind !== 'image' && kind !== 'file') return null
  const { name, size, type } = entry.file ?? { name: '', size: 0, type: '' }
  return (
    <Attachment
      kind={kind}
      file={{ id: entry.client_id, name, size, mime: type, url: url ?? '' }}
      share={entry.state === 'sending' ? (share ?? 0) : undefined}
    />
  )
}
