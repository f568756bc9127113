import type { Chat } from '../chat/chat'

/** The server hears words twice a second. */
const EACH_MS = 600
/** No more of the end is sent. */
const MOST_CHARS = 500

/** Sends what is written while it is written: at once, then with a breath between. Returns how it ends. */
export function sendAlong(chat: Chat): () => void {
  let words = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  const tell = () => {
    timer = undefined
    if (!words || !chat.store.value.conversation) return
    chat.live?.send({ type: 'typing', typing: true, text: words })
    words = ''
    timer = setTimeout(tell, EACH_MS)
  }
  const take = (text: string) => {
    words = [...text.trim()].slice(-MOST_CHARS).join('')
    if (!timer) tell()
  }

  chat.along = take
  return () => {
    clearTimeout(timer)
    if (chat.along === take) chat.along = undefined
  }
}
