import { Icon } from '../view/icons'
import { useUi } from '../view/ui'

/** The inbox does not serve here: not on this page, not now, or not this visitor. */
export function Closed() {
  const { t, chat } = useUi()
  return (
    <section class="closed">
      <Icon name="alert" />
      <h2>{t('closed')}</h2>
      <p>{t('closed_hint')}</p>
      <button type="button" onClick={() => void chat.again()}>
        {t('retry')}
      </button>
    </section>
  )
}
