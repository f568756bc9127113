import { useUi } from '../view/ui'

/** Somebody writes to the buyer. */
export function Typing({ name }: { name: string }) {
  const { t } = useUi()
  return (
    <p class="typing">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {name ? t('typing', { name }) : t('typing_unnamed')}
    </p>
  )
}
