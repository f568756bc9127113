import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Chat } from '../chat/chat'
import type { StoredFile } from '../chat/model'
import type { Words } from '../words'

/** What every part of the panel may use. */
export interface Ui {
  chat: Chat
  words: Words
  t: Words['t']
  openImage(file: Pick<StoredFile, 'name' | 'url'>): void
}

export const UiContext = createContext<Ui>(null as unknown as Ui)
export const useUi = () => useContext(UiContext)
