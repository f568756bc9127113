import type { Product } from '../../../shared/protocol'
import { CardBody } from './Card'
import { Icon } from '../view/icons'
import { useUi } from '../view/ui'

/** The product on the page, one click from the agent's eyes. */
export function Offer({ product }: { product: Product }) {
  const { t, chat } = useUi()
  return (
    <section class="offer" aria-label={t('looking_at')}>
      <CardBody card={{ type: 'product', ...product }} />
      <button type="button" class="send-card" onClick={() => chat.outgoing.sendOffer()}>
        {t('send_card')}
      </button>
      <button
        type="button"
        class="tool"
        aria-label={t('put_away')}
        onClick={() => chat.outgoing.dropOffer()}
      >
        <Icon name="close" />
      </button>
    </section>
  )
}
