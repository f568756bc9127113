import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { keep, read } from '../kept'
import { EmojiPicker } from './EmojiPicker'
import { filesOf } from './files'
import { Icon } from './icons'
import { useUi } from './ui'

const MOST_CHARS = 10_000
const TALLEST_PX = 132

export function Composer({ opened }: { opened: boolean }) {
  const { t, chat } = useUi()
  const draft = `zhanggui.draft.${chat.server.key}`
  const [text, setText] = useState(() => read(draft) ?? '')
  const field = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const empty = text.trim() === ''

  const write = (next: string) => {
    setText(next)
    keep(draft, next || undefined)
    chat.wrote(next)
  }

  const send = () => {
    if (empty) return
    chat.outgoing.send({ kind: 'text', text: text.trim() })
    setText('')
    keep(draft, undefined)
    field.current?.focus()
  }

  const insert = (emoji: string) => {
    const area = field.current!
    area.setRangeText(emoji, area.selectionStart, area.selectionEnd, 'end')
    write(area.value)
  }

  useLayoutEffect(() => {
    const area = field.current!
    area.style.height = 'auto'
    area.style.height = `${Math.min(area.scrollHeight, TALLEST_PX)}px`
  }, [text, opened])

  useEffect(() => {
    // A phone's keyboard would cover half of what the buyer came to read.
    if (opened && matchMedia('(hover: hover)').matches) field.current?.focus()
  }, [opened])

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <button
        type="button"
        class="tool"
        aria-label={t('attach')}
        title={t('attach')}
        onClick={() => picker.current?.click()}
      >
        <Icon name="attach" />
      </button>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          const { currentTarget } = event
          for (const file of currentTarget.files ?? []) chat.outgoing.sendFile(file)
          currentTarget.value = ''
        }}
      />
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          maxLength={MOST_CHARS}
          value={text}
          placeholder={t('placeholder')}
          aria-label={t('placeholder')}
          enterkeyhint="send"
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!sends(event)) return
            event.preventDefault()
            send()
          }}
          onPaste={(event) => {
            const files = filesOf(event.clipboardData)
            if (files.length === 0) return
            event.preventDefault()
            for (const file of files) chat.outgoing.sendFile(file)
          }}
        />
        <EmojiPicker pick={insert} field={field} />
      </div>
      <button type="submit" class="send" aria-label={t('send')} title={t('send')} disabled={empty}>
        <Icon name="send" />
      </button>
    </form>
  )
}

/** Enter sends, unless it ends an input method's word (some browsers tell that by key code 229 only). */
export function sends(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229
}
