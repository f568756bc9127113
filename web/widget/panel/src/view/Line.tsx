import type { OutboxEntry } from '@zhanggui/api/outbox'
import type { Card, Message } from '../chat/model'
import { type ChatState, fromShop } from '../chat/state'
import type { Line as LineData } from '../chat/timeline'
import type { RichProps } from '../extras/Rich'
import { Avatar } from './Avatar'
import { useExtras } from './extras'
import { Fate } from './Fate'
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
      return <Stored line={line} state={state} />
  }
}

function Stored({ line, state }: { line: LineData & { type: 'message' }; state: ChatState }) {
  const { t } = useUi()
  const { message, first, fate } = line
  const shop = state.inbox?.shop_name ?? ''
  const extras = useExtras(!!message.bot)
  const newest = message.seq === state.messages.at(-1)?.seq && state.waiting.length === 0
  const mine = !fromShop(message)
  const writer = message.author === 'agent' ? message.agent?.name : t('automatic')
  return (
    <div class={`line ${mine ? 'mine' : ''} ${first ? 'first' : ''}`}>
      {!mine && (first ? <Avatar agent={message.agent} shop={shop} /> : <span class="avatar" />)}
      <div class="said">
        {mine ? (
          <span class="hidden">{t('you')}</span>
        ) : (
          first && <span class="writer">{writer ?? shop}</span>
        )}
        {message.recalled_at ? (
          <p class="recalled">{t('recalled')}</p>
        ) : (
          <Content {...contentOf(message)} />
        )}
        {message.bot && !message.recalled_at && extras && (
          <extras.BotTools message={message} newest={newest} />
        )}
        {fate && <Fate fate={fate} />}
      </div>
    </div>
  )
}

interface WaitingProps {
  line: LineData & { type: 'waiting' }
  /** Of the upload, 0–1. */
  share: number | undefined
}

function Waiting({ line, share = 0 }: WaitingProps) {
  const { t } = useUi()
  const { entry, first, fate } = line
  return (
    <div class={`line mine waiting ${first ? 'first' : ''}`}>
      <div class="said">
        <span class="hidden">{t('you')}</span>
        <Content {...waitingContentOf(entry)} share={fate === 'sending' ? share : undefined} />
        <Fate fate={fate} entry={entry} />
      </div>
    </div>
  )
}

interface ContentProps extends RichProps {
  text?: string | null
}

function Content({ text, ...rich }: ContentProps) {
  const extras = useExtras(rich.kind !== 'text')
  return (
    <>
      {rich.kind !== 'text' && extras && <extras.Rich {...rich} />}
      {text && (
        <div class="bubble">
          <Text text={text} />
        </div>
      )}
    </>
  )
}

const contentOf = ({ kind, text, card, file }: Message): ContentProps => ({
  kind,
  text,
  card,
  file,
})

const waitingContentOf = ({ body, file }: OutboxEntry): ContentProps => ({
  kind: body.kind as Message['kind'],
  text: body.text,
  card: body.card as Card,
  upload: file,
})
