import { useMemo } from 'preact/hooks'
import type { ChatState } from '../chat/state'
import { timeline } from '../chat/timeline'
import { Avatar } from './Avatar'
import { useExtras } from './extras'
import { Icon } from './icons'
import { Line } from './Line'
import { useScroll } from './scroll'
import { Text } from './Text'
import { useUi } from './ui'

export function Thread({ state }: { state: ChatState }) {
  const { t, chat } = useUi()
  const { messages, waiting, unreadAfter, inbox, hasOlder, phase } = state
  const agentReadSeq = state.conversation?.agent_read_seq ?? 0
  const lines = useMemo(
    () => timeline({ messages, waiting, unreadAfter, agentReadSeq }),
    [messages, waiting, unreadAfter, agentReadSeq],
  )
  const { list, content, atEnd, toEnd } = useScroll({
    first: messages[0]?.seq,
    mine: waiting.length,
    opened: state.opened,
    atTop: () => void chat.loadOlder(),
    atEnd: () => state.opened && !document.hidden && chat.seen(),
    news: messages.at(-1)?.seq,
  })

  const isNew = phase === 'ready' && messages.length === 0 && waiting.length === 0
  const hot = isNew ? (inbox?.hot_questions ?? []) : []
  const extras = useExtras(hot.length > 0 || state.typing !== null)

  return (
    <div class="thread">
      <div
        class="log"
        ref={list}
        role="log"
        aria-label={t('thread')}
        aria-busy={phase !== 'ready'}
        tabIndex={0}
      >
        <div class="lines" ref={content}>
          {phase !== 'ready' && messages.length === 0 && <Skeleton label={t('loading')} />}
          {phase === 'ready' && !hasOlder && inbox?.greeting && (
            <div class="line first">
              <Avatar agent={null} shop={inbox.shop_name} />
              <div class="said">
                <div class="bubble">
                  <Text text={inbox.greeting} />
                </div>
              </div>
            </div>
          )}
          {hot.length > 0 && extras && <extras.HotQuestions questions={hot} />}
          {lines.map((line) => (
            <Line key={line.key} line={line} state={state} />
          ))}
          {state.typing !== null && extras && <extras.Typing name={state.typing} />}
        </div>
      </div>
      {state.loadingOlder && <p class="older">{t('loading_older')}</p>}
      {!atEnd && (
        <button
          type="button"
          class={`to-end ${state.unread ? 'news' : ''}`}
          aria-label={t('to_end')}
          onClick={toEnd}
        >
          <Icon name="down" />
          {state.unread > 0 && <span>{t('to_newest')}</span>}
        </button>
      )}
    </div>
  )
}

/** Shaped like the thread that comes. */
function Skeleton({ label }: { label: string }) {
  return (
    <div class="skeleton" role="status" aria-label={label}>
      <span />
      <span />
    </div>
  )
}
