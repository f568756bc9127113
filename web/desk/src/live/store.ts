/** What is fleeting: the connection, who is here, who looks at what, who types. Everything durable lives in the query cache. */
import { defineStore } from 'pinia'
import { reactive, ref } from 'vue'
import type { SeenPresence } from './model'

export interface Typist {
  /** `customer` or the id of a colleague. */
  who: string
  name: string
  /** What a buyer has written so far, where the shop may see it. */
  text: string
}

/** A typing mark that nobody renews is gone. */
const TYPING_MS = 6_000

export const useLive = defineStore('live', () => {
  const me = ref('')
  const connection = ref<'connecting' | 'online' | 'offline'>('connecting')
  const presence = reactive(new Map<string, SeenPresence>())
  const viewers = reactive(new Map<string, string[]>())
  const typists = reactive(new Map<string, Typist[]>())
  const online = reactive(new Map<string, boolean>())
  const expiries = new Map<string, ReturnType<typeof setTimeout>>()

  /** A mark without words leaves those that were told. */
  function setTyping(
    conversation: string,
    typist: Omit<Typist, 'text'> & { text?: string | undefined },
    typing: boolean,
  ) {
    const key = `${conversation}/${typist.who}`
    clearTimeout(expiries.get(key))
    expiries.delete(key)
    const all = typists.get(conversation) ?? []
    const others = all.filter(({ who }) => who !== typist.who)
    if (typing) {
      const told = all.find(({ who }) => who === typist.who)?.text ?? ''
      typists.set(conversation, [...others, { ...typist, text: typist.text ?? told }])
      expiries.set(
        key,
        setTimeout(() => setTyping(conversation, typist, false), TYPING_MS),
      )
    } else if (others.length) typists.set(conversation, others)
    else typists.delete(conversation)
  }

  /** After a break nothing fleeting is known any more. */
  function forget() {
    for (const timer of expiries.values()) clearTimeout(timer)
    expiries.clear()
    viewers.clear()
    typists.clear()
    online.clear()
  }

  return { me, connection, presence, viewers, typists, online, setTyping, forget }
})
