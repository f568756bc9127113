import { useEffect } from 'preact/hooks'
import { useUi } from '../view/ui'
import { sendAlong } from './send_along'

/** Says that the shop may see what is not sent yet, and only then lets it go along. */
export function Along() {
  const { t, chat } = useUi()
  useEffect(() => sendAlong(chat), [chat])
  return <p class="along">{t('seen_while_written')}</p>
}
