import type { Message } from '../chat/model'
import { useUi } from '../view/ui'
import { press, rate } from './bot'
import { Choices } from './Choices'

const THUMB =
  'M7 11v9H4v-9Zm0 0 4-8a2.5 2.5 0 0 1 2.500 2.500V9H19a1.500 1.500 0 0 1 1.480 1.800l-1.400 7A1.500 1.500 0 0 1 17.600 20H7'

interface Props {
  message: Message
  /** The last word of the thread: whoever is not helped finds the way to a person here. */
  newest: boolean
}

/** What a buyer can do with an automatic message: press a question, say whether it helped, ask for a person. */
export function BotTools({ message, newest }: Props) {
  const { t, chat } = useUi()
  const { bot } = message
  if (!bot) return null
  const { buttons, can_be_rated: rateable, helpful, act } = bot
  // Whoever reads a colleague's words talks to a person already.
  const offersPerson = newest && act !== 'hand_over' && act !== 'offer'
  const callPerson = () => press(chat, t('person'), { what: 'person' })
  return (
    <>
      {buttons.length > 0 && <Choices questions={buttons} label={t('choices')} />}
      {(rateable || offersPerson) && (
        <div class="bot-tools">
          {rateable && (
            <>
              <Thumb message={message} helpful chosen={helpful === true} />
              <Thumb message={message} helpful={false} chosen={helpful === false} />
            </>
          )}
          {offersPerson && (
            <button type="button" class="person" onClick={callPerson}>
              {t('person')}
            </button>
          )}
        </div>
      )}
    </>
  )
}

interface ThumbProps {
  message: Message
  helpful: boolean
  chosen: boolean
}

/** Pressed again it takes the word back. */
function Thumb({ message, helpful, chosen }: ThumbProps) {
  const { t, chat } = useUi()
  return (
    <button
      type="button"
      class="thumb"
      aria-pressed={chosen}
      aria-label={t(helpful ? 'helpful' : 'not_helpful')}
      onClick={() => void rate(chat, message, chosen ? null : helpful)}
    >
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
        <path d={THUMB} transform={helpful ? undefined : 'rotate(180 12 12)'} />
      </svg>
    </button>
  )
}
