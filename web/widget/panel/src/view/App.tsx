import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Chat } from '../chat/chat'
import type { StoredFile } from '../chat/model'
import { type Store, useStore } from '../chat/store'
import type { Settings } from '../settings'
import { type Words, wordsOf } from '../words'
import { Composer } from './Composer'
import { useExtras } from './extras'
import { filesOf, useDrop } from './files'
import { Header } from './Header'
import { Notice } from './Notice'
import { Thread } from './Thread'
import { UiContext } from './ui'

interface Props {
  chat: Chat
  settings: Store<Settings>
  /** Absent where there is nothing to close. */
  close?: () => void
  words: Words
}

export function App({ chat, settings, close, words: firstWords }: Props) {
  const state = useStore(chat.store)
  const { locale } = useStore(settings)
  const [image, openImage] = useState<Pick<StoredFile, 'name' | 'url'> | null>(null)
  const [words, setWords] = useState(firstWords)
  const ui = useMemo(() => ({ chat, words, t: words.t, openImage }), [chat, words])
  const dropping = useDrop((data) => filesOf(data).forEach((file) => chat.outgoing.sendFile(file)))

  const { offer, queue, phase } = state
  const wanted =
    image || dropping || offer || queue || state.inbox?.typing_preview || phase === 'closed'
  const extras = useExtras(wanted)

  useEffect(() => {
    if (locale !== words.locale) void wordsOf(locale).then(setWords)
  }, [locale])

  useEffect(() => {
    document.title = state.inbox?.shop_name ?? words.t('title')
  }, [state.inbox, words])

  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) close?.()
    }
    addEventListener('keydown', leave)
    return () => removeEventListener('keydown', leave)
  }, [close])

  return (
    <UiContext.Provider value={ui}>
      <main class="panel">
        <Header state={state} settings={settings} close={close} />
        <Notice state={state} />
        {state.phase === 'closed' ? (
          extras && <extras.Closed />
        ) : (
          <>
            <Thread state={state} />
            {extras && <extras.AboveComposer state={state} />}
            <Composer opened={state.opened} />
          </>
        )}
        {dropping && <p class="drop">{words.t('drop')}</p>}
      </main>
      {image && extras && <extras.Preview image={image} close={() => openImage(null)} />}
    </UiContext.Provider>
  )
}
