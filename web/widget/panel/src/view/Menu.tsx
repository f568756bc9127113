import { useRef, useState } from 'preact/hooks'
import type { Store } from '../chat/store'
import type { Settings } from '../settings'
import { useDismiss } from './dismiss'
import { useExtras } from './extras'
import { Icon } from './icons'
import { useUi } from './ui'

export function Menu({ settings }: { settings: Store<Settings> }) {
  const { t } = useUi()
  const [open, setOpen] = useState(false)
  const extras = useExtras(open)
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useDismiss(open, box, () => setOpen(false), button)

  return (
    <div class="menu" ref={box}>
      <button
        type="button"
        class="tool"
        ref={button}
        aria-label={t('settings')}
        title={t('settings')}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && extras && <extras.Settings settings={settings} />}
    </div>
  )
}
