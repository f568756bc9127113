import type { RefObject } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { useDismiss } from './dismiss'
import { useExtras } from './extras'
import { Icon } from './icons'
import { useUi } from './ui'

interface Props {
  pick(emoji: string): void
  field: RefObject<HTMLTextAreaElement | null>
}

export function EmojiPicker({ pick, field }: Props) {
  const { t } = useUi()
  const [open, setOpen] = useState(false)
  const extras = useExtras(open)
  const box = useRef<HTMLDivElement>(null)
  useDismiss(open, box, () => setOpen(false), field)
  const take = (emoji: string) => {
    pick(emoji)
    setOpen(false)
    field.current?.focus()
  }

  return (
    <div class="emoji" ref={box}>
      <button
        type="button"
        class="tool"
        aria-label={t('emoji')}
        title={t('emoji')}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="smile" />
      </button>
      {open && extras && <extras.EmojiGrid pick={take} />}
    </div>
  )
}
