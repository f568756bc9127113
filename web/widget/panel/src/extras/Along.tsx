import { useEffect } from 'preact/hooks'
import said from '../../../locales/extras.json'
import { useUi } from '../view/ui'
import { sendAlong } from './send_along'

/** Says that the shop may see what is not sent yet, and only then lets it go along. */
export function Along() {
  const { words, chat } = useUi()
  useEffect(() => sendAlong(chat), [chat])
  return <p class="along">{said[words.locale].seen}</p>
}
